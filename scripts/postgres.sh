# Sourced by tiers.sh: a PostgreSQL of its own for one run of the tests, on a free loopback port, gone when the run ends.
# start_postgres exports HOTLINE_TEST_POSTGRES_URL; one that is set already is used as it is.

start_postgres() {
  [ -z "${HOTLINE_TEST_POSTGRES_URL:-}" ] || return 0
  local bin port as=() try
  bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$bin" ]; then
    echo "PostgreSQL is not installed: its tests are skipped (make test installs it)"
    return 0
  fi
  postgres_folder=$(mktemp -d)
  # PostgreSQL refuses to run as root.
  if [ "$(id -u)" = 0 ]; then
    as=(--reuid postgres --regid postgres --clear-groups)
    chown postgres: "$postgres_folder"
  fi
  port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  (cd "$postgres_folder" && setpriv "${as[@]}" -- "$bin/initdb" --pgdata data --username hotline --auth trust --no-sync \
    --encoding UTF8 --locale C.UTF-8 >initdb.log 2>&1) || { cat "$postgres_folder/initdb.log"; return 1; }
  # Nothing of it outlives this shell, not even when the shell is killed.
  (cd "$postgres_folder" && exec setpriv "${as[@]}" --pdeathsig INT -- "$bin/postgres" -D data -p "$port" -k "$postgres_folder" \
    -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300 >"$postgres_folder/log" 2>&1) &
  postgres_process=$!
  for try in $(seq 100); do
    if "$bin/pg_isready" --quiet --host 127.0.0.1 --port "$port"; then
      export HOTLINE_TEST_POSTGRES_URL="postgresql+psycopg://hotline@127.0.0.1:$port/postgres"
      return 0
    fi
    sleep 0.1
  done
  echo "PostgreSQL did not start:"
  tail -n 20 "$postgres_folder/log"
  return 1
}

stop_postgres() {
  [ -n "${postgres_folder:-}" ] || return 0
  if [ -n "${postgres_process:-}" ]; then
    kill -INT "$postgres_process" 2>/dev/null
    wait "$postgres_process" 2>/dev/null
  fi
  rm -rf "$postgres_folder"
}
