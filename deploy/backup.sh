#!/bin/sh
# One backup of the database, encrypted, kept 35 days here and copied away. Run by yiqi-backup.timer.
#
# BACKUP_DIR      where backups lie (default /var/backups/yiqi)
# BACKUP_KEY      a file with a passphrase; without it nothing is written: a backup in clear is a leak
# BACKUP_COPY     a command that takes the file's path and brings it to another place (optional, but have one)
# DATABASE_URL    as the service has it; empty: SQLite in DATA_DIR
set -eu
umask 077
dir=${BACKUP_DIR:-/var/backups/yiqi}
key=${BACKUP_KEY:?a file with the passphrase of the backups}
[ -s "$key" ] || { echo "backup: $key is empty" >&2; exit 1; }
mkdir -p "$dir"
name=yiqi-$(date -u +%Y%m%dT%H%M%SZ)
plain=$(mktemp -d)
trap 'rm -rf "$plain"' EXIT INT TERM

case ${DATABASE_URL:-} in
  postgresql*)
    # the driver's name in the URL is SQLAlchemy's own; the password goes by the environment, for ps shows arguments
    found=$(python3 - <<'PYTHON'
import os
from urllib.parse import unquote

who, at, where = os.environ["DATABASE_URL"].partition("://")[2].rpartition("@")
user, _, password = who.partition(":")
print(f"postgresql://{user}{at}{where}", unquote(password), sep="\n")
PYTHON
    )
    export PGPASSWORD="$(printf '%s\n' "$found" | sed -n 2p)"
    pg_dump --format=custom --file="$plain/$name" --dbname="$(printf '%s\n' "$found" | sed -n 1p)"
    pg_restore --list "$plain/$name" >/dev/null
    ;;
  *)
    file=${DATABASE_URL#sqlite:///}
    file=${file:-${DATA_DIR:-./var}/yiqi.db}
    python3 - "$file" "$plain/$name" <<'PYTHON'
import sqlite3, sys

source, copy = (sqlite3.connect(path) for path in sys.argv[1:])
source.backup(copy)
told = copy.execute("PRAGMA integrity_check").fetchone()[0]
sys.exit(0 if told == "ok" else f"backup: the copy is not whole: {told}")
PYTHON
    ;;
esac

openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -salt -in "$plain/$name" -out "$dir/$name.part" -pass "file:$key"
mv "$dir/$name.part" "$dir/$name.enc"
# whole days are counted: what is 34 tonight would be past 35 before tomorrow's run
find "$dir" -name 'yiqi-*.enc' -mtime +33 -delete
[ -z "${BACKUP_COPY:-}" ] || $BACKUP_COPY "$dir/$name.enc"
# for the alert "backup older than 26 hours" (node_exporter's textfile collector)
if [ -n "${BACKUP_METRIC:-}" ]; then
  printf 'yiqi_backup_seconds %s\n' "$(date +%s)" >"$BACKUP_METRIC.part" && mv "$BACKUP_METRIC.part" "$BACKUP_METRIC"
fi
echo "backup: $dir/$name.enc"
