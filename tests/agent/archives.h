#pragma once

#include "agent/describeoperation.h"

// Two more archives for the descriptions, for tests of them: one fills a value, one counts fields.

namespace SyncAdmin::Test {

// Gives each field a value that is no default, another one each time.
class Filler
{
public:
    static constexpr bool isReader = true;

    template <typename T>
    void operator()(const char *, T &field)
    {
        fill(field);
    }

    void fill(bool &value) { value = !value; }
    void fill(QString &value) { value = QStringLiteral("text %1 \u00e4\n").arg(next()); }
    // Every second one is no UTF-8.
    void fill(QByteArray &value)
    {
        value = "bytes" + QByteArray::number(next());
        if (m_count % 2 == 0)
            value += '\xff';
    }
    void fill(QDateTime &value)
    {
        value = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123 + next(), Qt::UTC);
    }
    void fill(std::chrono::milliseconds &value) { value = std::chrono::milliseconds(next()); }
    template <WireInteger T>
    void fill(T &value)
    {
        value = static_cast<T>(std::numeric_limits<T>::max() - static_cast<T>(next() % 50));
    }
    template <typename E>
    requires std::is_enum_v<E>
    void fill(E &value)
    {
        const auto all = enumValues<E>();
        value = all.back() == value ? all.front() : all.back();
    }
    template <typename E>
    void fill(QFlags<E> &flags)
    {
        flags ^= enumValues<E>().back();
    }
    template <typename T>
    void fill(std::optional<T> &value)
    {
        value.emplace(blankValue<T>());
        fill(*value);
    }
    // Errors are nested three deep.
    template <typename T>
    void fill(std::shared_ptr<const T> &value)
    {
        if (m_depth == 3)
            return;
        ++m_depth;
        T filled = blankValue<T>();
        fill(filled);
        value = std::make_shared<const T>(std::move(filled));
        --m_depth;
    }
    template <typename T>
    void fill(QList<T> &list)
    {
        for (int i = 0; i < 2; ++i) {
            T value = blankValue<T>();
            fill(value);
            list.append(value);
        }
    }
    template <typename T, size_t size>
    void fill(std::array<T, size> &list)
    {
        for (T &value : list)
            fill(value);
    }
    template <typename K, typename V>
    void fill(QMap<K, V> &map)
    {
        fillPair<K, V>(map);
    }
    template <typename K, typename V>
    void fill(QHash<K, V> &map)
    {
        fillPair<K, V>(map);
    }
    void fill(RestorePointStore &store)
    {
        store = RestorePointStore::unopened("/root" + QByteArray::number(next()), "collections");
    }
    void fill(ServerHandle &server)
    {
        server = {ServerHandle::Kind::Container,
                  ContainerEngine::Docker,
                  QByteArray(64, 'a'),
                  {},
                  QStringLiteral("server %1").arg(next())};
    }
    void fill(Operation &operation)
    {
        auto point = blankValue<FoundPoint>();
        fill(point);
        ResetPlan plan;
        fill(plan);
        operation = Operation::restore(point, plan);
    }
    template <typename T>
    requires std::is_class_v<T>
    void fill(T &value) { describe(*this, value); }

private:
    int next() { return ++m_count; }
    template <typename K, typename V, typename Map>
    void fillPair(Map &map)
    {
        K key{};
        V value{};
        fill(key);
        fill(value);
        map.insert(key, value);
    }

    int m_count = 0;
    int m_depth = 0;
};

// Counts the fields that a description names.
class FieldCounter
{
public:
    static constexpr bool isReader = false;

    template <typename T>
    void operator()(const char *, const T &)
    {
        ++m_count;
    }
    int count() const { return m_count; }

private:
    int m_count = 0;
};

// The number of fields of an aggregate: of the values that it can be initialized with.
struct AnyValue
{
    template <typename T>
    operator T() const; // NOLINT(google-explicit-constructor)
};

template <typename T, typename... Values>
constexpr int fieldsOf(Values... values)
{
    if constexpr (requires { T{values..., AnyValue{}}; })
        return fieldsOf<T>(values..., AnyValue{});
    else
        return static_cast<int>(sizeof...(Values));
}

} // namespace SyncAdmin::Test
