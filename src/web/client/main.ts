// The console's own script: it helps, and every screen works without it. Bundled by src/web/assets/build.ts.
import { startComboboxes } from './combobox.ts';
import { startDrafts } from './drafts.ts';
import { startInserting } from './insert.ts';
import { startLiveGuards } from './live-guards.ts';

startLiveGuards();
startInserting();
startDrafts();
startComboboxes();
