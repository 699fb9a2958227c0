#include "demo/collectionwriter.h"

#include "base/displayname.h"
#include "demo/collectionschema.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace SyncAdmin::Demo {

namespace {

constexpr qint64 schemaWithConfigTables = 14;
constexpr qint64 schemaWithDeckTables = 15;
constexpr qint64 schemaWithCollapsedTags = 17;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString noteTypeName(int i)
{
    static const std::array names{QStringLiteral("Basic"),
                                  QStringLiteral("Basic (and reversed card)"),
                                  QStringLiteral("Basic (optional reversed card)"),
                                  QStringLiteral("Basic (type in the answer)"),
                                  QStringLiteral("Cloze"),
                                  QStringLiteral("Image Occlusion")};
    const auto index = static_cast<size_t>(i);
    return index < names.size() ? names.at(index) : QStringLiteral("Note type %1").arg(i + 1);
}

// Writes one collection in one transaction. The ids of rows follow from their numbers.
class CollectionWriting
{
public:
    CollectionWriting(SqliteWriter &writer, const CollectionSpec &spec)
        : m_writer(writer), m_spec(spec), m_base(spec.created * 1000)
    {}

    bool run()
    {
        if (!m_writer.execute(collectionTables(m_spec.schema)) || !writeHeader() || !writeNotes() ||
            !writeCards() || !writeReviews() || !writeGraves())
            return false;
        if (m_spec.schema >= schemaWithConfigTables && (!writeConfig() || !writeTags()))
            return false;
        if (m_spec.schema >= schemaWithDeckTables && (!writeDecks() || !writeNoteTypes()))
            return false;
        return m_writer.execute(collectionIndexes(m_spec.schema)) && m_writer.execute("ANALYZE");
    }

private:
    qint64 deckId(qsizetype i) const { return i == 0 ? 1 : m_base + 100 + i; }
    qint64 noteTypeId(int i) const { return m_base + i; }
    qint64 noteId(qint64 i) const { return m_base + 60'000 + i * 2000; }
    qint64 cardId(qint64 i) const { return m_base + 60'001 + i * 2000; }
    qint64 seconds() const { return m_spec.modified / 1000; }
    // The first rows of a table are pending; the others have USNs of earlier syncs.
    qint64 usnOf(const char *table, qint64 row) const
    {
        if (row < m_spec.pending.value(QLatin1String(table)))
            return -1;
        return m_spec.usn > 0 ? row % m_spec.usn : 0;
    }

    bool writeHeader();
    bool writeNotes();
    bool writeCards();
    bool writeReviews();
    bool writeGraves();
    bool writeConfig();
    bool writeTags();
    bool writeDecks();
    bool writeNoteTypes();
    QJsonObject decksAsJson() const;
    QJsonObject noteTypesAsJson() const;
    QJsonObject tagsAsJson() const;

    SqliteWriter &m_writer;
    const CollectionSpec &m_spec;
    qint64 m_base;
};

QJsonObject CollectionWriting::decksAsJson() const
{
    QJsonObject decks;
    for (qsizetype i = 0; i < m_spec.decks.size(); ++i) {
        const QJsonArray today{0, 0};
        decks.insert(QString::number(deckId(i)),
                     QJsonObject{{QStringLiteral("id"), deckId(i)},
                                 {QStringLiteral("name"), m_spec.decks.at(i)},
                                 {QStringLiteral("mod"), seconds()},
                                 {QStringLiteral("usn"), usnOf("decks", i)},
                                 {QStringLiteral("conf"), 1},
                                 {QStringLiteral("desc"), QString()},
                                 {QStringLiteral("dyn"), 0},
                                 {QStringLiteral("collapsed"), false},
                                 {QStringLiteral("newToday"), today},
                                 {QStringLiteral("revToday"), today},
                                 {QStringLiteral("lrnToday"), today},
                                 {QStringLiteral("timeToday"), today}});
    }
    return decks;
}

QJsonObject CollectionWriting::noteTypesAsJson() const
{
    const auto field = [](const QString &name, int ord) {
        return QJsonObject{{QStringLiteral("name"), name},
                           {QStringLiteral("ord"), ord},
                           {QStringLiteral("sticky"), false},
                           {QStringLiteral("rtl"), false},
                           {QStringLiteral("font"), QStringLiteral("Arial")},
                           {QStringLiteral("size"), 20}};
    };
    const QJsonObject card{{QStringLiteral("name"), QStringLiteral("Card 1")},
                           {QStringLiteral("ord"), 0},
                           {QStringLiteral("qfmt"), QStringLiteral("{{Front}}")},
                           {QStringLiteral("afmt"), QStringLiteral("{{Front}}<hr>{{Back}}")}};
    QJsonObject types;
    for (int i = 0; i < m_spec.noteTypes; ++i) {
        types.insert(
            QString::number(noteTypeId(i)),
            QJsonObject{{QStringLiteral("id"), noteTypeId(i)},
                        {QStringLiteral("name"), noteTypeName(i)},
                        {QStringLiteral("mod"), seconds()},
                        {QStringLiteral("usn"), usnOf("notetypes", i)},
                        {QStringLiteral("type"), 0},
                        {QStringLiteral("did"), 1},
                        {QStringLiteral("sortf"), 0},
                        {QStringLiteral("css"), QStringLiteral(".card { font-size: 20px; }")},
                        {QStringLiteral("flds"), QJsonArray{field(QStringLiteral("Front"), 0),
                                                            field(QStringLiteral("Back"), 1)}},
                        {QStringLiteral("tmpls"), QJsonArray{card}}});
    }
    return types;
}

QJsonObject CollectionWriting::tagsAsJson() const
{
    QJsonObject tags;
    for (int i = 0; i < m_spec.tags; ++i)
        tags.insert(QStringLiteral("tag%1").arg(i), usnOf("tags", i));
    return tags;
}

bool CollectionWriting::writeHeader()
{
    QByteArray conf;
    QByteArray dconf;
    QByteArray tags;
    if (m_spec.schema < schemaWithConfigTables) {
        conf = compact({{QStringLiteral("curDeck"), 1},
                        {QStringLiteral("nextPos"), m_spec.notes + 1},
                        {QStringLiteral("collapseTime"), 1200},
                        {QStringLiteral("sortType"), QStringLiteral("noteFld")}});
        dconf = compact(
            {{QStringLiteral("1"), QJsonObject{{QStringLiteral("id"), 1},
                                               {QStringLiteral("name"), QStringLiteral("Default")},
                                               {QStringLiteral("mod"), 0},
                                               {QStringLiteral("usn"), 0}}}});
        tags = compact(tagsAsJson());
    }
    QByteArray decks;
    QByteArray types;
    if (m_spec.schema < schemaWithDeckTables) {
        decks = compact(decksAsJson());
        types = compact(noteTypesAsJson());
    }
    return m_writer.prepare("INSERT INTO col VALUES (1,?,?,?,?,0,?,?,?,?,?,?,?)")
        .run(m_spec.created, m_spec.modified, m_spec.schemaModified, m_spec.schema, m_spec.usn,
             m_spec.lastSync, conf, types, decks, dconf, tags);
}

bool CollectionWriting::writeNotes()
{
    auto insert = m_writer.prepare("INSERT INTO notes VALUES (?,?,?,?,?,?,?,?,?,0,'')");
    for (qint64 i = 0; i < m_spec.notes; ++i) {
        const QByteArray number = QByteArray::number(i);
        const QByteArray front = "What is the answer to question " + number + "?";
        const QByteArray hash = QCryptographicHash::hash(front, QCryptographicHash::Sha1).toHex();
        const QByteArray tags =
            m_spec.tags > 0 ? " tag" + QByteArray::number(i % m_spec.tags) + " " : QByteArray("");
        if (!insert.run(noteId(i), hash.left(10),
                        noteTypeId(static_cast<int>(i % m_spec.noteTypes)), noteId(i) / 1000,
                        usnOf("notes", i), tags, front + '\x1f' + "The answer is " + number + ".",
                        front, hash.left(8).toLongLong(nullptr, 16)))
            return false;
    }
    return true;
}

bool CollectionWriting::writeCards()
{
    auto insert =
        m_writer.prepare("INSERT INTO cards VALUES (?,?,?,?,?,?,?,?,?,?,2500,?,0,0,0,0,0,'')");
    const qint64 reviewed = std::min(m_spec.cards, m_spec.reviews);
    qint64 previousNote = -1;
    qint64 ord = 0;
    for (qint64 i = 0; i < m_spec.cards; ++i) {
        const qint64 note = i * m_spec.notes / m_spec.cards;
        ord = note == previousNote ? ord + 1 : 0;
        previousNote = note;
        const bool isReviewed = i < reviewed;
        const qint64 interval = isReviewed ? 1 + i % 180 : 0;
        if (!insert.run(cardId(i), noteId(note), deckId(note % m_spec.decks.size()), ord,
                        noteId(note) / 1000, usnOf("cards", i), isReviewed ? 2 : 0,
                        isReviewed ? 2 : 0, isReviewed ? interval : i, interval,
                        isReviewed ? m_spec.reviews / reviewed : 0))
            return false;
    }
    return true;
}

bool CollectionWriting::writeReviews()
{
    auto insert = m_writer.prepare("INSERT INTO revlog VALUES (?,?,?,?,?,?,2500,?,?)");
    const qint64 span = m_spec.lastReview - m_base;
    const qint64 step = std::clamp<qint64>(span / std::max<qint64>(m_spec.reviews, 1), 1, 60'000);
    for (qint64 i = 0; i < m_spec.reviews + m_spec.manualReviews; ++i) {
        const bool isManual = i >= m_spec.reviews;
        const qint64 id = m_spec.lastReview + (i + 1 - m_spec.reviews) * step;
        const qint64 interval = 1 + i % 180;
        if (!insert.run(id, m_spec.cards > 0 ? cardId(i % m_spec.cards) : 0, usnOf("revlog", i),
                        isManual ? 0 : 1 + i % 4, interval, interval / 2, 2000 + i % 20'000,
                        isManual ? 4 : 1))
            return false;
    }
    return true;
}

bool CollectionWriting::writeGraves()
{
    auto insert = m_writer.prepare("INSERT INTO graves (oid, type, usn) VALUES (?,?,?)");
    for (int i = 0; i < m_spec.graves; ++i) {
        if (!insert.run(m_base + 50'000 + i, i % 2, usnOf("graves", i)))
            return false;
    }
    return true;
}

bool CollectionWriting::writeConfig()
{
    auto insert = m_writer.prepare("INSERT INTO config VALUES (?,0,?,?)");
    const auto put = [&](const char *key, const char *value) {
        return insert.run(QByteArray(key), seconds(), Blob{value});
    };
    return m_writer.prepare("INSERT INTO deck_config VALUES (1,'Default',?,?,?)")
               .run(0, usnOf("deck_config", 0), Blob{QByteArray("\x0d\x00\x00\x20\x40", 5)}) &&
           put("curDeck", "1") && put("nextPos", "1") && put("schedVer", "2") &&
           put("creationOffset", "-60");
}

bool CollectionWriting::writeTags()
{
    auto insert = m_writer.prepare(m_spec.schema >= schemaWithCollapsedTags
                                       ? "INSERT INTO tags VALUES (?,?,0,NULL)"
                                       : "INSERT INTO tags VALUES (?,?)");
    for (int i = 0; i < m_spec.tags; ++i) {
        if (!insert.run(QStringLiteral("tag%1").arg(i), usnOf("tags", i)))
            return false;
    }
    return true;
}

bool CollectionWriting::writeDecks()
{
    const QByteArray common("\x08\x01\x10\x01", 4);
    const QByteArray normalDeck("\x0a\x02\x08\x01", 4); // with deck_config 1
    auto insert = m_writer.prepare("INSERT INTO decks VALUES (?,?,?,?,?,?)");
    for (qsizetype i = 0; i < m_spec.decks.size(); ++i) {
        QString name = m_spec.decks.at(i);
        name.replace(QLatin1String("::"), QChar(0x1f)); // separator of levels in these schemas
        if (!insert.run(deckId(i), name, seconds(), usnOf("decks", i), Blob{common},
                        Blob{normalDeck}))
            return false;
    }
    return true;
}

bool CollectionWriting::writeNoteTypes()
{
    const Blob config{QByteArray("\x2a\x05.card", 7)};
    auto type = m_writer.prepare("INSERT INTO notetypes VALUES (?,?,?,?,?)");
    auto field = m_writer.prepare("INSERT INTO fields VALUES (?,?,?,?)");
    auto card = m_writer.prepare("INSERT INTO templates VALUES (?,0,'Card 1',?,0,?)");
    for (int i = 0; i < m_spec.noteTypes; ++i) {
        const qint64 id = noteTypeId(i);
        if (!type.run(id, noteTypeName(i), seconds(), usnOf("notetypes", i), config) ||
            !field.run(id, 0, QByteArray("Front"), config) ||
            !field.run(id, 1, QByteArray("Back"), config) || !card.run(id, seconds(), config))
            return false;
    }
    return true;
}

QString errorIn(const CollectionSpec &spec)
{
    constexpr std::array schemas{11, 14, 15, 16, 17, 18};
    if (std::find(schemas.begin(), schemas.end(), spec.schema) == schemas.end())
        return QStringLiteral("no such schema: %1").arg(spec.schema);
    if (spec.decks.isEmpty() || spec.noteTypes < 1)
        return QStringLiteral("a collection has a deck and a note type");
    if (spec.cards > 0 && spec.notes < 1)
        return QStringLiteral("cards without notes");
    return {};
}

} // namespace

Result<> writeCollection(const QString &path, const CollectionSpec &spec)
{
    if (const QString wrong = errorIn(spec); !wrong.isEmpty())
        return failure(Error::Code::BadInput, displayName(QFile::encodeName(path)), wrong);
    ASSIGN_OR_RETURN(auto writer, SqliteWriter::create(path));
    if (!CollectionWriting(writer, spec).run())
        return failure(writer.lastError());
    return writer.finish(spec.journal);
}

} // namespace SyncAdmin::Demo
