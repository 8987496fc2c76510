-- The schema of a new book (version 5). Money is integer cents, dates are ISO text, booleans are
-- 0/1, instants are UTC text 'YYYY-MM-DDTHH:MM:SSZ'. Older books reach it by store/migrations.py.

-- Where a row came from: a file of an import, or an entry by hand (file IS NULL).
CREATE TABLE origin (
  id INTEGER PRIMARY KEY,
  operation_id INTEGER NOT NULL,
  file TEXT,
  sha256 TEXT,
  kind TEXT,
  entered_on TEXT NOT NULL
) STRICT;

-- An account's id is never used again, so that its history stays its own.
CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  external_id TEXT,
  source TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL CHECK (name <> ''),
  domain TEXT,
  parent TEXT,
  owner TEXT,
  status TEXT NOT NULL DEFAULT 'customer' CHECK (status IN ('customer','trial','prospect','churned')),
  arr INTEGER CHECK (arr >= 0),
  potential_arr INTEGER CHECK (potential_arr >= 0),
  currency TEXT,
  start_date TEXT,
  renewal_date TEXT,
  notice_days INTEGER CHECK (notice_days >= 0),
  auto_renew INTEGER CHECK (auto_renew IN (0,1)),
  seats INTEGER CHECK (seats >= 0),
  seats_used INTEGER CHECK (seats_used >= 0),
  strategic INTEGER CHECK (strategic BETWEEN 0 AND 5),
  brand_value INTEGER CHECK (brand_value BETWEEN 0 AND 5),
  complexity TEXT CHECK (complexity IN ('low','moderate','high')),
  segment TEXT,
  industry TEXT,
  region TEXT,
  country TEXT,
  tier_override TEXT CHECK (tier_override IN ('high','medium','low','tech')),
  tier_override_until TEXT,
  tier_override_reason TEXT,
  level_floor TEXT CHECK (level_floor IN ('high','medium','low','tech')),
  last_contact_on TEXT,
  next_step TEXT,
  churned_on TEXT,
  tags TEXT,                      -- joined by ';'
  notes TEXT,
  name_fold TEXT NOT NULL,        -- folding.fold_name(name), kept by the journal
  entered_on TEXT NOT NULL,       -- the as-of day of the operation that added it
  archived_on TEXT,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE UNIQUE INDEX account_external ON account(source, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX account_external_id ON account(external_id) WHERE external_id IS NOT NULL;
CREATE INDEX account_domain ON account(domain) WHERE domain IS NOT NULL;
CREATE INDEX account_name_fold ON account(name_fold);

-- Further ids of an account, from other sources.
CREATE TABLE account_alias (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE UNIQUE INDEX account_alias_external ON account_alias(source, external_id);
CREATE INDEX account_alias_account ON account_alias(account_id);

CREATE TABLE contact (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  external_id TEXT,
  source TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL CHECK (name <> ''),
  email TEXT,
  title TEXT,
  phone TEXT,
  role TEXT CHECK (role IN ('champion','sponsor','economic-buyer','admin','user','detractor','other')),
  influence INTEGER CHECK (influence BETWEEN 0 AND 100),
  notes TEXT,
  name_fold TEXT NOT NULL,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE UNIQUE INDEX contact_external ON contact(source, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX contact_account ON contact(account_id, name_fold);
CREATE INDEX contact_email ON contact(email) WHERE email IS NOT NULL;

CREATE TABLE touchpoint (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  external_id TEXT,
  source TEXT NOT NULL DEFAULT '',
  date TEXT NOT NULL,
  time TEXT,
  kind TEXT NOT NULL,
  channel TEXT,
  purpose TEXT,
  owner TEXT,
  status TEXT NOT NULL DEFAULT 'done' CHECK (status IN ('planned','done','no-show','skipped','cancelled')),
  direction TEXT CHECK (direction IN ('outbound','inbound','both')),
  answered INTEGER CHECK (answered IN (0,1)),
  minutes INTEGER CHECK (minutes >= 0),
  subject TEXT,
  notes TEXT,
  contacts TEXT,                  -- e-mails or names joined by ';', as entered
  action_items INTEGER CHECK (action_items >= 0),
  action_items_done INTEGER CHECK (action_items_done >= 0),
  booked INTEGER NOT NULL DEFAULT 1 CHECK (booked IN (0,1)),
  reason TEXT,                    -- why the planner made it, or why it was skipped
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER,
  plan TEXT,                      -- the occasion of the touch model that a plan stands for
  due_on TEXT,                    -- the day the model asks for; it may stand from … to …
  window_from TEXT,
  window_to TEXT,
  effort INTEGER CHECK (effort >= 0),  -- minutes that the plan counts with
  over INTEGER NOT NULL DEFAULT 0 CHECK (over IN (0,1)),  -- beyond the hours available
  automated INTEGER NOT NULL DEFAULT 0 CHECK (automated IN (0,1)),
  content TEXT                    -- custom, templated …: the tier's answer
) STRICT;
CREATE UNIQUE INDEX touchpoint_external ON touchpoint(source, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX touchpoint_account ON touchpoint(account_id, date);
-- These two hold all that the load of a day needs: see queries/day_load.py.
CREATE INDEX touchpoint_planned ON touchpoint(date, kind, automated, effort, over, account_id)
  WHERE status = 'planned';
CREATE INDEX touchpoint_closed ON touchpoint(date, status, kind, automated, minutes, account_id)
  WHERE status <> 'planned';
CREATE INDEX touchpoint_plan ON touchpoint(account_id, plan) WHERE plan IS NOT NULL;

CREATE TABLE health (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  date TEXT NOT NULL,
  measure TEXT NOT NULL,          -- 'score' or a measure
  value REAL NOT NULL CHECK (value BETWEEN 0 AND 100),
  source TEXT,
  note TEXT,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE INDEX health_account ON health(account_id, date);

CREATE TABLE metric (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  date TEXT NOT NULL,
  value REAL NOT NULL,
  base REAL,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE INDEX metric_account ON metric(account_id, date);

CREATE TABLE survey (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  external_id TEXT,
  source TEXT NOT NULL DEFAULT '',
  date TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('nps','csat','ces','frequency','feedback')),
  score REAL NOT NULL,
  scale REAL,
  respondent TEXT,
  comment TEXT,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE UNIQUE INDEX survey_external ON survey(source, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX survey_account ON survey(account_id, date);

CREATE TABLE subscription (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  external_id TEXT,
  source TEXT NOT NULL DEFAULT '',
  product TEXT,
  start_date TEXT NOT NULL,
  end_date TEXT,
  arr INTEGER NOT NULL,
  seats INTEGER CHECK (seats >= 0),
  auto_renew INTEGER CHECK (auto_renew IN (0,1)),
  currency TEXT,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE UNIQUE INDEX subscription_external ON subscription(source, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX subscription_account ON subscription(account_id, start_date);

CREATE TABLE arr_change (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  date TEXT NOT NULL,
  amount INTEGER NOT NULL,
  kind TEXT CHECK (kind IN ('new','expansion','contraction','churn')),
  note TEXT,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE INDEX arr_change_account ON arr_change(account_id, date);

CREATE TABLE task (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  external_id TEXT,
  source TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL CHECK (title <> ''),
  due TEXT,
  side TEXT NOT NULL DEFAULT 'mine' CHECK (side IN ('mine','theirs')),
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open','done','dropped')),
  notes TEXT,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER,
  closed_on TEXT                  -- when it was done or dropped
) STRICT;
CREATE UNIQUE INDEX task_external ON task(source, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX task_account ON task(account_id, due);

CREATE TABLE project (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  aim TEXT NOT NULL CHECK (aim <> ''),
  owner TEXT,
  start_date TEXT NOT NULL,
  due TEXT,
  exit_criterion TEXT,
  closed_on TEXT,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER,
  outcome TEXT                    -- how it ended
) STRICT;
CREATE INDEX project_account ON project(account_id, start_date);

-- What the user said of a signal; it holds while the signal's cause stays the same.
CREATE TABLE signal_state (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  cause TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('snoozed','done','dismissed')),
  until TEXT,                     -- of a snoozed one: it is back on this day
  reason TEXT,
  set_on TEXT NOT NULL,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE UNIQUE INDEX signal_state_account ON signal_state(account_id, kind);

-- Level, health and at-risk set by hand; a tier's override stands on the account.
CREATE TABLE override (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  figure TEXT NOT NULL CHECK (figure IN ('level','health','at-risk')),
  value TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  set_on TEXT NOT NULL,
  until TEXT,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE INDEX override_account ON override(account_id, figure, set_on);

-- Two treatments compared inside a tier, and which account is on which side (domain/experiments.py).
CREATE TABLE experiment (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  tier TEXT NOT NULL CHECK (tier IN ('high','medium','low','tech')),
  aspect TEXT NOT NULL CHECK (aspect IN ('cadence','channel','content')),
  kind TEXT NOT NULL,             -- of the touchpoints that are treated so
  treatment_a TEXT NOT NULL CHECK (treatment_a <> ''),
  treatment_b TEXT NOT NULL CHECK (treatment_b <> ''),
  outcome TEXT NOT NULL,
  seed INTEGER,                   -- of the draw; NULL where the accounts were chosen
  start_date TEXT NOT NULL,
  end_date TEXT NOT NULL,         -- the last day
  set_on TEXT NOT NULL,           -- the as-of day of its definition
  closed_on TEXT,                 -- ended before its last day: from here its sides are treated alike
  conclusion TEXT,
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;

CREATE TABLE experiment_account (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  experiment_id INTEGER NOT NULL REFERENCES experiment(id) ON DELETE CASCADE,
  side TEXT NOT NULL CHECK (side IN ('a','b')),
  closed_on TEXT,                 -- that of the experiment
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE UNIQUE INDEX experiment_account_account ON experiment_account(account_id, experiment_id);
CREATE INDEX experiment_account_experiment ON experiment_account(experiment_id, side);

-- Fields of accounts that the user's files have beyond ours (domain/custom_fields.py).
CREATE TABLE custom_field (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  name_key TEXT NOT NULL,         -- folding.fold(name): no two fields have the same
  type TEXT NOT NULL CHECK (type IN ('text','number','date','bool')),
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE UNIQUE INDEX custom_field_name ON custom_field(name_key);

CREATE TABLE custom_value (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  field_id INTEGER NOT NULL REFERENCES custom_field(id) ON DELETE CASCADE,
  value TEXT CHECK (value <> ''), -- as our files have it: 12.5, 2026-03-01, true; NULL: cleared
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE UNIQUE INDEX custom_value_account ON custom_value(account_id, field_id);
CREATE INDEX custom_value_field ON custom_value(field_id, value);

-- What was decided on a suggestion to move an account to another tier (domain/tier_moves.py).
CREATE TABLE tier_decision (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  decided_on TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('accepted','dismissed')),
  tier_from TEXT NOT NULL,
  tier_to TEXT NOT NULL,
  reason TEXT,
  ground TEXT NOT NULL,           -- of the suggestion then: dismissed, it is back when that changes
  origin_id INTEGER REFERENCES origin(id),
  line INTEGER
) STRICT;
CREATE INDEX tier_decision_account ON tier_decision(account_id, decided_on);

-- Versions of the touch model; the one with the highest id is in force.
CREATE TABLE touch_model (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  toml TEXT NOT NULL,
  adopted_on TEXT NOT NULL,
  note TEXT,
  moved TEXT                      -- JSON: which accounts its adoption moved
) STRICT;

-- Facts about the book itself: currency, demo.
CREATE TABLE setting (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL
) STRICT;

-- The journal: every change of the tables above, and its way back (store/journal.py).
CREATE TABLE operation (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  at TEXT NOT NULL,               -- the instant, UTC
  as_of TEXT NOT NULL,            -- the day it counts for
  undoes INTEGER REFERENCES operation(id),
  detail TEXT                     -- JSON
) STRICT;
CREATE INDEX operation_as_of ON operation(as_of);
CREATE INDEX operation_undoes ON operation(undoes) WHERE undoes IS NOT NULL;

-- An insert has neither before nor after: the row itself is there, later updates are journalled, and
-- its deletion records the whole row. An update holds the changed columns, a delete all that are not
-- NULL.
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  operation_id INTEGER NOT NULL REFERENCES operation(id),
  action TEXT NOT NULL CHECK (action IN ('insert','update','delete')),
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  account_id INTEGER,
  before TEXT,
  after TEXT
) STRICT;
CREATE INDEX change_operation ON change(operation_id);
CREATE INDEX change_account ON change(account_id, operation_id) WHERE account_id IS NOT NULL;

-- The cache of standings (store/standings.py): not truth, not journalled, may be dropped at any time.
-- A row holds for days with as_of <= day < valid_until, under touch_model model_id.
CREATE TABLE account_standing (
  account_id INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
  as_of TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  model_id INTEGER NOT NULL,
  archived INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,         -- folding.fold(name), for sorting
  search TEXT NOT NULL,           -- folded name, domain, tags and owner, for the filter's words
  owner TEXT,
  arr INTEGER,
  tier TEXT NOT NULL,
  tier_reason TEXT NOT NULL,
  stage TEXT,                     -- NULL for a prospect
  at_risk INTEGER NOT NULL,
  level TEXT,                     -- NULL for a prospect and for churned
  quadrant TEXT,
  size REAL,
  need REAL,
  health REAL,                    -- unrounded
  health_band TEXT NOT NULL,
  health_coverage INTEGER NOT NULL,
  provisional INTEGER NOT NULL,
  trend_28 REAL,
  spark TEXT NOT NULL,            -- twelve weeks, oldest first: '0'-'9' or ' ' for unknown
  last_touchpoint_on TEXT,
  next_on TEXT,
  due_on TEXT,
  overdue_from TEXT,              -- days overdue = today - this, where positive
  hard_on TEXT,                   -- red from here
  renewal_on TEXT,                -- the next renewal, rolled forward where it renews by itself
  notice_on TEXT,
  start_on TEXT,
  score REAL NOT NULL,            -- the rank's points; 0 is nothing to do
  headline TEXT NOT NULL          -- why it matters, one sentence
) STRICT;
CREATE INDEX standing_tier ON account_standing(archived, tier, next_on, name_key, account_id, arr);
CREATE INDEX standing_valid ON account_standing(valid_until, as_of, model_id);
CREATE INDEX standing_score ON account_standing(score) WHERE score > 0;
