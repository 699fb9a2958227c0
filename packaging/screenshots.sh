#!/bin/sh
# Renders the main window, the reset dialog, a report and the restore points, light and dark, with
# the demo data root into a folder: packaging/screenshots.sh FOLDER. Needs xvfb.
set -eu
if [ $# -ne 1 ]; then
    echo "Usage: $0 FOLDER" >&2
    exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
cmake --preset dev >/dev/null
cmake --build --preset dev --target screenshots >/dev/null
LC_ALL=C.UTF-8 xvfb-run -a -s "-screen 0 1600x1000x24" build/dev/bin/screenshots "$folder"
ls "$folder"
