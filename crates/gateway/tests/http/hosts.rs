//! Whom the gateway answers for.

use crate::gate::Gate;

async fn status(gate: &Gate, head: &str) -> String {
    let answer = gate.raw(&format!("{head}Connection: close\r\n\r\n")).await;
    answer.split(' ').nth(1).unwrap_or("nothing").to_owned()
}

#[tokio::test]
async fn other_hosts_are_refused_on_every_path() {
    let gate = Gate::start().await;
    for path in ["/", "/livez", "/schema.graphql", "/graphql", "/nowhere"] {
        let head = format!("GET {path} HTTP/1.1\r\nHost: evil.example:8080\r\n");
        assert_eq!(status(&gate, &head).await, "421", "{path}");
    }
    let answer = gate.raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").await;
    assert!(answer.contains("HOST_NOT_ALLOWED") && answer.contains("http.allowed_hosts"), "{answer}");
}

#[tokio::test]
async fn names_of_this_machine_are_answered() {
    let gate = Gate::start().await;
    for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:9000"] {
        let head = format!("GET /livez HTTP/1.1\r\nHost: {host}\r\n");
        assert_eq!(status(&gate, &head).await, "200", "{host}");
    }
}

#[tokio::test]
async fn a_request_with_no_host_or_two_is_refused() {
    let gate = Gate::start().await;
    for head in [
        "GET /livez HTTP/1.1\r\n",
        "GET /livez HTTP/1.0\r\n",
        "GET /livez HTTP/1.1\r\nHost:\r\n",
        "GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
        "GET /livez HTTP/1.1\r\nHost: localhost/<b>\r\n",
        "GET http://evil.example/livez HTTP/1.1\r\nHost: localhost\r\n",
    ] {
        assert_eq!(status(&gate, head).await, "400", "{head}");
    }
}

#[tokio::test]
async fn the_hosts_are_a_setting() {
    let gate = Gate::set(|http| http.allowed_hosts = vec!["gate.example:443".to_owned()]).await;
    assert_eq!(status(&gate, "GET /livez HTTP/1.1\r\nHost: gate.example:443\r\n").await, "200");
    assert_eq!(status(&gate, "GET /livez HTTP/1.1\r\nHost: localhost\r\n").await, "421");
}

#[tokio::test]
async fn the_address_that_is_listened_on_is_answered() {
    let gate = Gate::set(|http| http.listen = "127.0.0.2:80".parse().expect("an address")).await;
    assert_eq!(status(&gate, "GET /livez HTTP/1.1\r\nHost: 127.0.0.2:80\r\n").await, "200");
    assert_eq!(status(&gate, "GET /livez HTTP/1.1\r\nHost: 127.0.0.3:80\r\n").await, "421");
}
