# Guards one temporary PostgreSQL cluster: it is gone when our standard input ends, and that ends with the test process, however it ends.
# Arguments: the folder of PostgreSQL's binaries, then the folders to try for the cluster's own. Says `ready FOLDER`, or `failed REASON`.
# Then each line read is an order, answered by `done` or `failed REASON`.

# Who listened may be gone: then the next read says so, and nothing may be left behind.
trap '' PIPE
cd / || exit 1
export LC_ALL=C
binaries=$1
shift

# PostgreSQL does not run as root.
owner=
if [ "$(id -u)" = 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
fi

as_owner() {
    if [ -z "$owner" ]; then
        "$@"
    elif command -v setpriv >/dev/null; then
        setpriv --reuid="$(id -u "$owner")" --regid="$(id -g "$owner")" --clear-groups "$@"
    else
        runuser -u "$owner" -- "$@"
    fi
}

run() {
    as_owner "$@" </dev/null >>"$log" 2>&1
}

pg() {
    run "$binaries/pg_ctl" --pgdata="$folder/data" --log="$log" -w "$@"
}

failed() {
    echo "failed $1 failed: $(tail -n 1 "$log")"
}

# The owner must be able to reach the folder.
for parent; do
    folder=$(mktemp -d "$parent/riskgate-pg-XXXXXX") || continue
    log=$folder/log
    [ -z "$owner" ] || chown "$owner" "$folder"
    as_owner touch "$log" 2>/dev/null && break
    rm -rf "$folder"
    folder=
done
if [ -z "$folder" ]; then
    echo "failed no folder that $(id -un "$owner") can use among temporary files"
    exit 1
fi

make() {
    run "$binaries/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --no-sync --encoding=UTF8 --locale=C || return 1
    # Nothing of it must outlive the machine. `synchronous_commit` stays on: what is answered must outlive the server.
    as_owner tee -a "$folder/data/postgresql.conf" >/dev/null <<EOF
listen_addresses = ''
unix_socket_directories = '$folder'
port = 5432
max_connections = 300
shared_buffers = 64MB
fsync = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
checkpoint_timeout = 1h
EOF
}

if ! make; then
    failed initdb
elif ! pg start; then
    failed "the start"
else
    echo "ready $folder"
    while read -r order; do
        case $order in
        crash) pg stop --mode=immediate ;;
        start) pg start ;;
        *) false ;;
        esac && echo "done" || failed "$order"
    done
fi
pg stop --mode=immediate
rm -rf "$folder"
