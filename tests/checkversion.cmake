# Fails if a changelog does not begin with the version of the program.
# Usage: cmake -DVERSION=... -DDATE=... -DSOURCE=FOLDER -P checkversion.cmake
cmake_minimum_required(VERSION 3.25)

# The newest version in a changelog: the first line that the pattern matches.
function(check_newest file pattern expected)
    file(STRINGS ${SOURCE}/${file} lines REGEX ${pattern})
    list(POP_FRONT lines newest)
    if(NOT newest STREQUAL expected)
        message(SEND_ERROR "${file}: the newest version is '${newest}', expected '${expected}'")
    endif()
endfunction()

check_newest(packaging/debian/changelog "^anki-sync-admin "
    "anki-sync-admin (${VERSION}) unstable; urgency=medium")
check_newest(CHANGELOG.md "^## [0-9]" "## ${VERSION} (${DATE})")
