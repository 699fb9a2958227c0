#!/bin/bash
# Renders the windows on the demo data root, light and dark, as PNG into a folder.
# Usage: screenshots.sh FOLDER
set -euo pipefail
if (($# != 1)); then
    echo "Usage: $0 FOLDER" >&2
    exit 2
fi
mkdir -p "$1"
folder=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")/.."
packaging/install-packages.sh build test
packaging/build.sh dev screenshots
env -u WAYLAND_DISPLAY LC_ALL=C.UTF-8 QT_QPA_PLATFORM=xcb QT_SCALE_FACTOR=1 \
    xvfb-run -a -s "-screen 0 1600x1000x24" build/dev/bin/screenshots "$folder"
ls "$folder"
