#include "models/stateicon.h"

#include "base/icons.h"

namespace SyncAdmin::Desktop {

QIcon stateIcon(UserRow::State state)
{
    switch (state) {
    case UserRow::State::Waiting:
        return glyphIcon(Glyph::Waiting);
    case UserRow::State::Fine:
        return glyphIcon(Glyph::Fine);
    case UserRow::State::Noted:
        return glyphIcon(Glyph::Noted);
    case UserRow::State::Warned:
        return glyphIcon(Glyph::Warned);
    case UserRow::State::Broken:
        return glyphIcon(Glyph::Broken);
    case UserRow::State::InUse:
        return glyphIcon(Glyph::InUse);
    }
    return {};
}

} // namespace SyncAdmin::Desktop
