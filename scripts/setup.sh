# Make or refresh .venv from the lock files; sourced by the other scripts, which run it from any folder.
#
# After `setup runtime` or `setup dev`, $root is the repository, $bin the folder of its programs.
# PYTHON=/path/to/python3 chooses the interpreter; otherwise the newest of 3.13, 3.12, 3.11 that works.

# Byte code is kept even where the environment says otherwise: without it every start would compile all anew.
unset PYTHONDONTWRITEBYTECODE
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
bin=$root/.venv/bin

works() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        if works "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    {
        echo "envbot needs Python 3.11 or newer with its venv module; none was found on PATH."
        echo "Install it (on Debian and Ubuntu: python3 and python3-venv), or name one: PYTHON=/path/to/python3 $0"
    } >&2
    return 2
}

setup() {
    case $1 in
        runtime) lock=requirements.lock ;;
        dev) lock=requirements-dev.lock ;;
    esac
    wanted=$(cat "$root/requirements.lock" "$root/requirements-dev.lock" "$root/pyproject.toml" | cksum)
    [ -x "$bin/python" ] && "$bin/python" -c '' 2>/dev/null || rm -rf "$root/.venv"
    # A folder made for tests holds all that running needs.
    for stamp in "$1" dev; do
        [ "$(cat "$root/.venv/$stamp.stamp" 2>/dev/null)" = "$wanted" ] && return 0
    done
    python=$(find_python) || exit 2
    echo "Setting up $root/.venv from $lock (about a minute, once) ..." >&2
    [ -d "$root/.venv" ] || "$python" -m venv "$root/.venv" >&2
    # --no-compile: byte code is written when a module is first used, which most of them never are.
    "$bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes \
        -r "$root/$lock" >&2 &&
        "$bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
            --editable "$root" >&2 || {
        echo "The packages of $lock could not be installed (see above). Nothing else was changed; run $0 again." >&2
        exit 1
    }
    printf '%s\n' "$wanted" >"$root/.venv/$1.stamp"
}
