#include "views/emptystate.h"

#include "base/format.h"
#include "base/icons.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

namespace {

QLabel *centredLabel(QWidget *parent, const QString &text = {})
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignHCenter);
    label->setWordWrap(true);
    return label;
}

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_message(centredLabel(this)),
      m_rootsTitle(centredLabel(this, tr("Found on this machine:"))), m_roots(new QVBoxLayout),
      m_busy(new QProgressBar(this))
{
    auto *title = centredLabel(this, tr("Open the data folder of a sync server"));
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setBold(true);
    title->setFont(large);
    auto *hint =
        centredLabel(this, tr("It is the folder that contains the users, or “collections” with "
                              "the users in it: the folder that the server's container mounts as "
                              "/data, or SYNC_BASE of the official server. Opening it changes "
                              "nothing."));
    auto *open = new QPushButton(glyphIcon(Glyph::Open), tr("&Open data root…"), this);
    auto *demo = new QPushButton(tr("Try it with a &demo root"), this);
    for (QPushButton *button : {open, demo})
        button->setMinimumHeight(button->sizeHint().height() + 6);
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setAccessibleName(tr("Working"));

    auto *column = new QVBoxLayout;
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(title);
    column->addWidget(hint);
    column->addWidget(m_message);
    column->addWidget(m_busy);
    column->addSpacing(6);
    column->addWidget(open);
    column->addWidget(demo);
    column->addSpacing(12);
    column->addWidget(m_rootsTitle);
    column->addLayout(m_roots);
    column->addStretch(3);
    auto *layout = new QHBoxLayout(this);
    layout->addStretch(1);
    layout->addLayout(column, 2);
    layout->addStretch(1);

    connect(open, &QPushButton::clicked, this, &EmptyState::openRequested);
    connect(demo, &QPushButton::clicked, this, &EmptyState::demoRequested);
    setMessage({});
    setRoots({});
}

void EmptyState::setMessage(const QString &text)
{
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
    m_busy->hide();
}

void EmptyState::setBusy(const QString &text)
{
    setMessage(text);
    m_busy->show();
}

bool EmptyState::isBusy() const
{
    return !m_busy->isHidden();
}

void EmptyState::setRoots(const QList<std::pair<QByteArray, QString>> &roots)
{
    while (QLayoutItem *item = m_roots->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const auto &root : roots) {
        auto *button = new QPushButton(withoutMnemonic(root.second), this);
        connect(button, &QPushButton::clicked, this,
                [this, path = root.first] { Q_EMIT rootChosen(path); });
        m_roots->addWidget(button);
    }
    m_rootsTitle->setVisible(!roots.isEmpty());
}

} // namespace SyncAdmin::Desktop
