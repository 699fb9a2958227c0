#pragma once

#include <QSortFilterProxyModel>

#include <functional>

namespace SyncAdmin::Desktop {

class UserModel;

// Sorts and filters the user table. Rows keep their places while the analysis fills figures in,
// until resort() is called.
class UserProxy : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum Toggle { Problems = 1, InUse = 2, TestUsers = 4 };
    Q_DECLARE_FLAGS(Toggles, Toggle)

    explicit UserProxy(UserModel *source, QObject *parent = nullptr);

    void setText(const QString &text);
    const QString &text() const { return m_text; }
    void setToggles(Toggles toggles);
    Toggles toggles() const { return m_toggles; }
    bool isFiltering() const { return !m_text.isEmpty() || m_toggles; }

    // Sorts and filters again by the present figures.
    void resort();

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    // Runs `change`, which may change what filterAcceptsRow() reads, and filters again.
    void changeFilter(const std::function<void()> &change);

    UserModel *m_users;
    QString m_text;
    Toggles m_toggles;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(UserProxy::Toggles)

} // namespace SyncAdmin::Desktop
