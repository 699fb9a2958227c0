#pragma once

#include "base/jsonfields.h"
#include "base/result.h"

// What the records of a store have in common: one JSON object, with a version.
namespace SyncAdmin::RecordJson {

inline constexpr int version = 1;
inline constexpr qsizetype maxName = 255; // bytes

// A value of an enumeration and its stable name.
template <typename Value>
struct Named
{
    Value value;
    const char *name;
};
template <typename Value>
Named(Value, const char *) -> Named<Value>; // clang 14 does not find it by itself

// The name of a value in an array of Named.
template <typename Names, typename Value>
QString nameIn(const Names &names, Value value)
{
    for (const auto &named : names) {
        if (named.value == value)
            return QString::fromLatin1(named.name);
    }
    return {};
}

// The value that a field names. Rejects a field that names none.
template <typename Names>
auto valueIn(const Names &names, JsonFields &fields, const char *key)
{
    const QString text = fields.text(key, maxName);
    for (const auto &named : names) {
        if (text == QLatin1String(named.name))
            return named.value;
    }
    fields.reject(key);
    return names.front().value;
}

// The name of a file or a folder, a single component. Rejects any other field.
QByteArray nameFrom(JsonFields &fields, const char *key);

// The object of a record of at most so many bytes. BadManifest, also for a newer version.
Result<QJsonObject> recordIn(const QByteArray &json, qint64 maxBytes, const QString &path);
// BadManifest where a field was rejected.
Result<> check(const JsonFields &fields, const QString &path);

} // namespace SyncAdmin::RecordJson
