#pragma once

#include "models/analysisoutcome.h"
#include "models/usercells.h"

#include <QAbstractTableModel>
#include <QHash>

#include <span>
#include <vector>

namespace SyncAdmin::Desktop {

// The users of a data root, in the order of their name bytes; the proxy sorts. A refresh inserts,
// removes and changes rows and never resets the model.
class UserModel : public QAbstractTableModel, public UserColumns
{
    Q_OBJECT

public:
    explicit UserModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const UserRow &row(int row) const { return m_rows.at(static_cast<size_t>(row)); }
    // -1 where there is no such user.
    int rowOf(const UserFolder &user) const;
    int rowOfKey(const QString &key) const;
    // The value that a column, except the names, is sorted by; nothing where it is unknown.
    std::optional<qint64> value(int row, int column) const;
    bool isNameLess(int left, int right) const; // never equal

    // `rows` are ordered by isOrderedBefore(). Returns the users that must be analysed because they
    // are new or their folder was replaced.
    QList<UserFolder> setUsers(std::vector<UserRow> rows);
    void clear();
    void setOutcomes(const QList<AnalysisOutcome> &outcomes);
    void setChanged(const UserFolder &user, bool isChanged = true);
    void setHolders(const QHash<QString, QString> &holderByKey);
    // The restore points of interrupted operations; all other users have none.
    void setInterruptions(const QHash<QString, QString> &pointByKey);

    struct Totals
    {
        qint64 users = 0;
        qint64 bytes = 0;
        qint64 unreadable = 0;
    };
    const Totals &totals() const { return m_totals; }

Q_SIGNALS:
    void holdersChanged(); // after dataChanged() of their rows

private:
    QString accessibleText(const UserRow &row, int column) const;
    void removeRun(size_t begin, size_t end);
    void insertRun(size_t at, std::span<UserRow> rows);
    static bool updateRow(UserRow &row, const UserRow &found);
    void updateTotals();
    void count(const UserRow &row, int sign);
    void emitChanged(QList<int> rows);
    void emitSharesChanged(qint64 biggestBefore);

    std::vector<UserRow> m_rows;
    mutable QHash<QString, int> m_rowsByKey; // empty until rowOfKey() needs it
    Totals m_totals;
    qint64 m_biggest = 0; // bytes
};

} // namespace SyncAdmin::Desktop
