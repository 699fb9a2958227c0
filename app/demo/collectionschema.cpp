#include "demo/collectionschema.h"

namespace SyncAdmin::Demo {

namespace {

constexpr char tablesOf11[] = R"(
CREATE TABLE col (
    id              integer primary key,
    crt             integer not null,
    mod             integer not null,
    scm             integer not null,
    ver             integer not null,
    dty             integer not null,
    usn             integer not null,
    ls              integer not null,
    conf            text not null,
    models          text not null,
    decks           text not null,
    dconf           text not null,
    tags            text not null
);
CREATE TABLE notes (
    id              integer primary key,
    guid            text not null,
    mid             integer not null,
    mod             integer not null,
    usn             integer not null,
    tags            text not null,
    flds            text not null,
    sfld            integer not null,
    csum            integer not null,
    flags           integer not null,
    data            text not null
);
CREATE TABLE cards (
    id              integer primary key,
    nid             integer not null,
    did             integer not null,
    ord             integer not null,
    mod             integer not null,
    usn             integer not null,
    type            integer not null,
    queue           integer not null,
    due             integer not null,
    ivl             integer not null,
    factor          integer not null,
    reps            integer not null,
    lapses          integer not null,
    left            integer not null,
    odue            integer not null,
    odid            integer not null,
    flags           integer not null,
    data            text not null
);
CREATE TABLE revlog (
    id              integer primary key,
    cid             integer not null,
    usn             integer not null,
    ease            integer not null,
    ivl             integer not null,
    lastIvl         integer not null,
    factor          integer not null,
    time            integer not null,
    type            integer not null
);
)";

constexpr char gravesOf11[] = R"(
CREATE TABLE graves (
    usn             integer not null,
    oid             integer not null,
    type            integer not null
);
)";

constexpr char gravesOf18[] = R"(
CREATE TABLE graves (
    oid             integer not null,
    type            integer not null,
    usn             integer not null,
    primary key (oid, type)
) without rowid;
)";

constexpr char tablesOf14[] = R"(
CREATE TABLE deck_config (
    id              integer primary key not null,
    name            text not null collate unicase,
    mtime_secs      integer not null,
    usn             integer not null,
    config          blob not null
);
CREATE TABLE config (
    key             text not null primary key,
    usn             integer not null,
    mtime_secs      integer not null,
    val             blob not null
) without rowid;
)";

constexpr char tagsOf14[] = R"(
CREATE TABLE tags (
    tag             text not null primary key collate unicase,
    usn             integer not null
) without rowid;
)";

constexpr char tagsOf17[] = R"(
CREATE TABLE tags (
    tag             text not null primary key collate unicase,
    usn             integer not null,
    collapsed       boolean not null,
    config          blob null
) without rowid;
)";

constexpr char tablesOf15[] = R"(
CREATE TABLE fields (
    ntid            integer not null,
    ord             integer not null,
    name            text not null collate unicase,
    config          blob not null,
    primary key (ntid, ord)
) without rowid;
CREATE TABLE templates (
    ntid            integer not null,
    ord             integer not null,
    name            text not null collate unicase,
    mtime_secs      integer not null,
    usn             integer not null,
    config          blob not null,
    primary key (ntid, ord)
) without rowid;
CREATE TABLE notetypes (
    id              integer not null primary key,
    name            text not null collate unicase,
    mtime_secs      integer not null,
    usn             integer not null,
    config          blob not null
);
CREATE TABLE decks (
    id              integer primary key not null,
    name            text not null collate unicase,
    mtime_secs      integer not null,
    usn             integer not null,
    common          blob not null,
    kind            blob not null
);
)";

constexpr char indexesOf11[] = R"(
CREATE INDEX ix_notes_usn on notes (usn);
CREATE INDEX ix_cards_usn on cards (usn);
CREATE INDEX ix_revlog_usn on revlog (usn);
CREATE INDEX ix_cards_nid on cards (nid);
CREATE INDEX ix_cards_sched on cards (did, queue, due);
CREATE INDEX ix_revlog_cid on revlog (cid);
CREATE INDEX ix_notes_csum on notes (csum);
)";

constexpr char indexesOf15[] = R"(
CREATE UNIQUE INDEX idx_fields_name_ntid on fields (name, ntid);
CREATE UNIQUE INDEX idx_templates_name_ntid on templates (name, ntid);
CREATE INDEX idx_templates_usn on templates (usn);
CREATE UNIQUE INDEX idx_notetypes_name on notetypes (name);
CREATE INDEX idx_notetypes_usn on notetypes (usn);
CREATE UNIQUE INDEX idx_decks_name on decks (name);
CREATE INDEX idx_notes_mid on notes (mid);
CREATE INDEX idx_cards_odid on cards (odid) where odid != 0;
)";

constexpr char indexesOf18[] = "CREATE INDEX idx_graves_pending on graves (usn);";

} // namespace

QByteArray collectionTables(int schema)
{
    QByteArray sql = tablesOf11;
    sql += schema >= 18 ? gravesOf18 : gravesOf11;
    if (schema >= 14) {
        sql += tablesOf14;
        sql += schema >= 17 ? tagsOf17 : tagsOf14;
    }
    if (schema >= 15)
        sql += tablesOf15;
    return sql;
}

QByteArray collectionIndexes(int schema)
{
    QByteArray sql = indexesOf11;
    if (schema >= 15)
        sql += indexesOf15;
    if (schema >= 18)
        sql += indexesOf18;
    return sql;
}

} // namespace SyncAdmin::Demo
