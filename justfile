# Everything that must hold before a change lands.
check:
    bash .ci/run

# The gateway with the demo tenant, on 127.0.0.1:8080.
demo *arguments:
    cargo run --release -- demo {{arguments}}

# All tests.
test *arguments:
    cargo test --workspace {{arguments}}

# Kills the gateway under load so often on each database, acting on a stand-in for Microsoft Graph; nothing may be lost.
torture cycles="100":
    RISKGATE_TORTURE_CYCLES={{cycles}} cargo test -p riskgate-gateway --test acting -- --nocapture killed

# Formats the code.
format:
    cargo fmt --all

# Lints, warnings denied.
lint:
    cargo clippy --workspace --all-targets -- --deny warnings

# The documentation, opened in a browser.
docs:
    cargo doc --workspace --no-deps --open

# Builds the explorer that is served at /graphiql; the next build of riskgate embeds it. Needs Node 20 or newer.
explorer:
    npm --prefix crates/gateway/explorer ci
    npm --prefix crates/gateway/explorer run build

# Installs the clients that tests try on riskgate. Needs Node 20 or newer.
clients:
    npm --prefix tests/clients ci

# Writes schema.graphql anew, after a change of the schema.
schema:
    cargo run --quiet -- schema > schema.graphql.new && mv schema.graphql.new schema.graphql

# How fast an export is imported, beside the database itself; the address of an empty database makes it PostgreSQL's.
bench-import *arguments:
    cargo run --release -p riskgate-gateway --example import -- {{arguments}}

# How fast the store records and answers, beside the database itself; the address of an empty database makes it PostgreSQL's.
bench-store *arguments:
    cargo run --release -p riskgate-adapter-store --example speed -- {{arguments}}

# What a sync of 1,000,000 sign-ins costs: calls, memory, time beside the database itself; an address makes it PostgreSQL's.
bench-sync *arguments:
    cargo run --release -p riskgate-gateway --example sync -- {{arguments}}

# How fast a burst of statuses of Defender's alerts is taken, pushed and told, beside the database itself; an address makes it PostgreSQL's.
bench-defender *arguments:
    cargo run --release -p riskgate-gateway --example defender -- {{arguments}}
