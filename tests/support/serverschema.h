#pragma once

namespace SyncAdmin::Test {

// The tables that stand-in servers create, reduced to what tests need: Anki's schema 11, and
// version 4 of the media database.
constexpr auto collectionSchema =
    "CREATE TABLE IF NOT EXISTS col (id integer PRIMARY KEY, crt integer, mod integer, scm integer,"
    " ver integer, dty integer, usn integer, ls integer, conf text, models text, decks text,"
    " dconf text, tags text);"
    "CREATE TABLE IF NOT EXISTS notes (id integer PRIMARY KEY, guid text, mid integer, mod integer,"
    " usn integer, tags text, flds text, sfld integer, csum integer, flags integer, data text);"
    "CREATE TABLE IF NOT EXISTS cards (id integer PRIMARY KEY, nid integer, usn integer);"
    "CREATE TABLE IF NOT EXISTS revlog (id integer PRIMARY KEY, cid integer, usn integer,"
    " ease integer);"
    "CREATE TABLE IF NOT EXISTS graves (usn integer, oid integer, type integer);"
    "INSERT OR IGNORE INTO col VALUES (1, 1, 1, 1, 11, 0, 0, 0, '{}', '{}', '{}', '{}', '{}')";
constexpr auto mediaSchema =
    "CREATE TABLE IF NOT EXISTS media (fname text PRIMARY KEY, csum blob, size integer,"
    " usn integer, mtime integer);"
    "CREATE TABLE IF NOT EXISTS meta (last_usn integer, total_bytes integer,"
    " total_nonempty_files integer);"
    "INSERT INTO meta SELECT 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM meta);"
    "PRAGMA user_version = 4";

} // namespace SyncAdmin::Test
