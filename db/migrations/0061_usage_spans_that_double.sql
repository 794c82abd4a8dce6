-- Written by hand: spans are of 2, 4, 8, 16 and 32 days and of parts of days from now on, no longer of weeks. They are made of days and hours, so that they
-- may go: until the job that closes days has made them anew, days and hours are read instead.
TRUNCATE "usage_closed_span", "usage_span_part", "usage_latency_span", "usage_work_span";
