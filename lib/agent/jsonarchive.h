#pragma once

#include "agent/enumtext.h"
#include "base/displayname.h"
#include "base/jsonfields.h"
#include "base/result.h"

#include <QFlags>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <array>
#include <chrono>
#include <concepts>
#include <memory>
#include <optional>

// Values as JSON, by one description of a struct for both directions:
//
//     template <class Archive>
//     void describe(Archive &archive, Described<Archive, Range> &range)
//     {
//         archive("first", range.first);
//         archive("last", range.last);
//     }
//
// Bytes are text where they are UTF-8, else {"name": as it is shown, "nameBytes": base64}; integers
// beyond 2^53 are text; times are ISO 8601 in UTC with milliseconds, or null. What is optional is
// left out where it is empty; every other field has to be there and to be what it must be. Unknown
// fields are passed over.

namespace SyncAdmin {

template <class Archive, typename T>
using Described = std::conditional_t<Archive::isReader, T, const T>;

// A class that keeps its fields to itself crosses as a struct of its parts: `Parts`, of() and
// from(), which returns nothing where the parts do not fit together.
template <typename T>
struct AsParts;

template <typename T>
concept HasParts = requires
{
    typename AsParts<T>::Parts;
};

// A T to read into.
template <typename T>
T blankValue()
{
    return T();
}

template <typename T>
concept WireInteger = std::integral<T> && !std::same_as<T, bool>;

QJsonValue integerToJson(qint64 number);
QJsonValue integerToJson(quint64 number);
std::optional<qint64> integerFromJson(const QJsonValue &value);
std::optional<quint64> unsignedFromJson(const QJsonValue &value);
QJsonValue bytesToJson(const QByteArray &bytes);
std::optional<QByteArray> bytesFromJson(const QJsonValue &value);

template <typename T>
inline constexpr bool isOptional = false;
template <typename T>
inline constexpr bool isOptional<std::optional<T>> = true;
template <typename T>
inline constexpr bool isOptional<std::shared_ptr<T>> = true;

class JsonWriter
{
public:
    static constexpr bool isReader = false;

    template <typename T>
    void operator()(const char *name, const T &field)
    {
        if constexpr (isOptional<T>) {
            if (field)
                m_object.insert(QLatin1String(name), write(*field));
        } else {
            m_object.insert(QLatin1String(name), write(field));
        }
    }

    const QJsonObject &object() const { return m_object; }

    static QJsonValue write(bool value) { return value; }
    static QJsonValue write(const QString &value) { return value; }
    static QJsonValue write(const QByteArray &value) { return bytesToJson(value); }
    static QJsonValue write(const QJsonObject &value) { return value; }
    static QJsonValue write(const QDateTime &value)
    {
        return value.isValid() ? QJsonValue(jsonTime(value)) : QJsonValue();
    }
    static QJsonValue write(std::chrono::milliseconds value)
    {
        return integerToJson(qint64(value.count()));
    }
    template <WireInteger T>
    static QJsonValue write(T value)
    {
        using Wide = std::conditional_t<std::is_signed_v<T>, qint64, quint64>;
        return integerToJson(static_cast<Wide>(value));
    }
    template <typename E>
    requires std::is_enum_v<E>
    static QJsonValue write(E value) { return EnumText<E>::of(value); }
    template <typename E>
    static QJsonValue write(QFlags<E> flags)
    {
        QJsonArray names;
        for (const E each : enumValues<E>()) {
            if (flags.testFlag(each))
                names.append(EnumText<E>::of(each));
        }
        return names;
    }
    template <typename T>
    static QJsonValue write(const QList<T> &list)
    {
        return writeAll(list);
    }
    template <typename T, size_t size>
    static QJsonValue write(const std::array<T, size> &list)
    {
        return writeAll(list);
    }
    template <typename K, typename V>
    static QJsonValue write(const QMap<K, V> &map)
    {
        return writePairs(map);
    }
    template <typename K, typename V>
    static QJsonValue write(const QHash<K, V> &map)
    {
        QMap<K, V> sorted;
        for (auto each = map.constBegin(); each != map.constEnd(); ++each)
            sorted.insert(each.key(), each.value());
        return writePairs(sorted);
    }
    template <typename T>
    requires std::is_class_v<T>
    static QJsonValue write(const T &value)
    {
        JsonWriter writer;
        if constexpr (HasParts<T>)
            describe(writer, AsParts<T>::of(value));
        else
            describe(writer, value);
        return writer.object();
    }

private:
    template <typename List>
    static QJsonArray writeAll(const List &list)
    {
        QJsonArray array;
        for (const auto &each : list)
            array.append(write(each));
        return array;
    }
    template <typename Map>
    static QJsonArray writePairs(const Map &map)
    {
        QJsonArray array;
        for (auto each = map.constBegin(); each != map.constEnd(); ++each)
            array.append(QJsonObject{{QStringLiteral("key"), write(each.key())},
                                     {QStringLiteral("value"), write(each.value())}});
        return array;
    }

    QJsonObject m_object;
};

// Where a reader is, and what was wrong first: "plan.steps.3.name".
struct ReadState
{
    static constexpr qsizetype maxDepth = 64;

    QStringList path;
    std::optional<QString> missing;
    std::optional<QString> wrong;

    bool isValid() const { return !missing && !wrong; }
    QString where() const { return path.join(QLatin1Char('.')); }
    void reject()
    {
        if (isValid())
            wrong = where();
    }
};

class JsonReader
{
public:
    static constexpr bool isReader = true;

    JsonReader(QJsonObject object, ReadState &state) : m_object(std::move(object)), m_state(state)
    {}

    template <typename T>
    void operator()(const char *name, T &field)
    {
        if (!m_state.isValid())
            return;
        m_state.path.append(QLatin1String(name));
        const QJsonValue value = m_object.value(QLatin1String(name));
        if (!(value.isUndefined() || (isOptional<T> && value.isNull())))
            read(value, field);
        else if constexpr (!isOptional<T>)
            m_state.missing = m_state.where();
        m_state.path.removeLast();
    }
    // Of a description, where its fields do not fit together.
    void reject() { m_state.reject(); }

    template <typename T>
    void read(const QJsonValue &json, T &value)
    {
        if (m_state.path.size() > ReadState::maxDepth)
            m_state.reject();
        else
            readValue(json, value);
    }

private:
    template <typename T>
    void take(const std::optional<T> &found, T &value)
    {
        if (found)
            value = *found;
        else
            m_state.reject();
    }

    void readValue(const QJsonValue &json, bool &value)
    {
        take(json.isBool() ? std::optional(json.toBool()) : std::nullopt, value);
    }
    void readValue(const QJsonValue &json, QString &value)
    {
        take(json.isString() ? std::optional(json.toString()) : std::nullopt, value);
    }
    void readValue(const QJsonValue &json, QByteArray &value) { take(bytesFromJson(json), value); }
    void readValue(const QJsonValue &json, QJsonObject &value)
    {
        take(json.isObject() ? std::optional(json.toObject()) : std::nullopt, value);
    }
    void readValue(const QJsonValue &json, QDateTime &value)
    {
        if (json.isNull())
            return;
        value = QDateTime::fromString(json.toString(), Qt::ISODateWithMs).toUTC();
        if (!value.isValid())
            m_state.reject();
    }
    void readValue(const QJsonValue &json, std::chrono::milliseconds &value)
    {
        qint64 count = 0;
        readValue(json, count);
        value = std::chrono::milliseconds(count);
    }
    template <WireInteger T>
    void readValue(const QJsonValue &json, T &value)
    {
        const auto number = [&json] {
            if constexpr (std::is_signed_v<T>)
                return integerFromJson(json);
            else
                return unsignedFromJson(json);
        }();
        if (number && std::in_range<T>(*number))
            value = static_cast<T>(*number);
        else
            m_state.reject();
    }
    template <typename E>
    requires std::is_enum_v<E>
    void readValue(const QJsonValue &json, E &value)
    {
        take(enumFromText<E>(json.toString()), value);
    }
    template <typename E>
    void readValue(const QJsonValue &json, QFlags<E> &flags)
    {
        QStringList names;
        readValue(json, names);
        flags = {};
        for (const QString &name : std::as_const(names)) {
            E flag = {};
            take(enumFromText<E>(name), flag);
            flags.setFlag(flag);
        }
    }
    template <typename T>
    void readValue(const QJsonValue &json, std::optional<T> &value)
    {
        value.emplace(blankValue<T>());
        read(json, *value);
    }
    template <typename T>
    void readValue(const QJsonValue &json, std::shared_ptr<const T> &value)
    {
        T read = blankValue<T>();
        this->read(json, read);
        value = std::make_shared<const T>(std::move(read));
    }
    template <typename T>
    void readValue(const QJsonValue &json, QList<T> &list)
    {
        list.clear();
        forEach(json, [&](const QJsonValue &each) {
            T value = blankValue<T>();
            read(each, value);
            list.append(std::move(value));
        });
    }
    template <typename T, size_t size>
    void readValue(const QJsonValue &json, std::array<T, size> &list)
    {
        size_t count = 0;
        forEach(json, [&](const QJsonValue &each) {
            if (count < size)
                read(each, list[count]);
            ++count;
        });
        if (count != size)
            m_state.reject();
    }
    template <typename K, typename V>
    void readValue(const QJsonValue &json, QMap<K, V> &map)
    {
        readPairs<K, V>(json, map);
    }
    template <typename K, typename V>
    void readValue(const QJsonValue &json, QHash<K, V> &map)
    {
        readPairs<K, V>(json, map);
    }
    template <typename T>
    requires std::is_class_v<T>
    void readValue(const QJsonValue &json, T &value)
    {
        if (!json.isObject()) {
            m_state.reject();
            return;
        }
        JsonReader reader(json.toObject(), m_state);
        if constexpr (HasParts<T>) {
            typename AsParts<T>::Parts parts;
            describe(reader, parts);
            if (m_state.isValid())
                take(AsParts<T>::from(parts), value);
        } else {
            describe(reader, value);
        }
    }

    template <typename Each>
    void forEach(const QJsonValue &json, const Each &each)
    {
        if (!json.isArray())
            m_state.reject();
        const QJsonArray array = json.toArray();
        for (qsizetype i = 0; i < array.size() && m_state.isValid(); ++i) {
            m_state.path.append(QString::number(i));
            each(array.at(i));
            m_state.path.removeLast();
        }
    }
    template <typename K, typename V, typename Map>
    void readPairs(const QJsonValue &json, Map &map)
    {
        map.clear();
        forEach(json, [&](const QJsonValue &each) {
            JsonReader pair(each.toObject(), m_state);
            K key{};
            V value{};
            pair("key", key);
            pair("value", value);
            map.insert(key, value);
        });
    }

    QJsonObject m_object;
    ReadState &m_state;
};

} // namespace SyncAdmin
