-- Version 2. Measurements as rows, numbered from 1 within a job; `level` says how far a row survives thinning
-- (see metrics.py). Those made before keep the highest level: there are few of them.
CREATE TABLE metrics (
    job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    level INTEGER NOT NULL DEFAULT 0,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    cost REAL,
    test_cost REAL,
    test_accuracy REAL,
    gradient_norms TEXT NOT NULL,
    PRIMARY KEY (job, n)
) WITHOUT ROWID;
CREATE INDEX metrics_by_level ON metrics (job, level, n);
CREATE INDEX metrics_by_step ON metrics (job, step);
INSERT INTO metrics
SELECT job, row_number() OVER (PARTITION BY job ORDER BY seq), 99, text ->> 'step', text ->> 'epoch',
       text ->> 'samples', text ->> 'cost', text ->> 'test_cost', text ->> 'test_accuracy', text -> 'gradient_norms'
FROM events AS metric
WHERE kind = 'metric' AND NOT EXISTS (
    SELECT 1 FROM events AS later
    WHERE later.job = metric.job AND later.kind = 'rewind' AND later.seq > metric.seq
    AND later.text ->> 'step' < metric.text ->> 'step'
);
