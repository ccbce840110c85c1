"""Compares the statements of docs/populations.md with `cognito-mfa impact`. See .ci/duckdb."""

import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb

COMMAND, USERS = sys.argv[1], int(sys.argv[2])
SAMPLE = 100  # One user of so many is also read as JSON.
FOLDER = Path("target/duckdb/data")
POOLS = [
    ["--before", "pool.json", "mfa.json", "--after", "pool-required.json", "mfa-required.json"],
    ["--before", "pool.json", "mfa.json", "--after", "pool-wanted.json", "mfa-wanted.json"],
]
FIXTURES = Path("crates/cli/tests/fixtures")

# Bits of a scrambled row number decide about each user, so the same users come out every time.
USERS_TABLE = """
COPY (
    WITH numbered AS (
        SELECT i, (i * 2654435761 + 40503) % 4294967296 AS r, (i * 1597334677 + 12345) % 4294967296 AS s FROM range({users}) t(i)
    )
    SELECT
        'user-' || i AS username,
        CASE
            WHEN r % 1000 < 900 THEN 'CONFIRMED' WHEN r % 1000 < 930 THEN 'FORCE_CHANGE_PASSWORD'
            WHEN r % 1000 < 950 THEN 'UNCONFIRMED' WHEN r % 1000 < 970 THEN 'RESET_REQUIRED'
            WHEN r % 1000 < 990 THEN 'EXTERNAL_PROVIDER' WHEN r % 1000 < 995 THEN 'ARCHIVED'
            WHEN r % 1000 < 997 THEN 'COMPROMISED' WHEN r % 1000 < 998 THEN 'UNKNOWN'
            ELSE NULL
        END AS user_status,
        (r // 1000) % 50 <> 0 AS enabled,
        CASE WHEN (r // 50000) % 3 = 0 THEN '+1555' || i WHEN (r // 50000) % 3 = 1 THEN NULL ELSE '' END AS phone_number,
        (r // 150000) % 4 <> 0 AS phone_number_verified,
        CASE WHEN (r // 600000) % 7 = 0 THEN NULL ELSE 'user' || i || '@example.com' END AS email,
        CASE WHEN (r // 4200000) % 5 = 0 THEN NULL ELSE (r // 4200000) % 5 <> 1 END AS email_verified,
        list_filter(
            [
                CASE WHEN s % 4 = 0 THEN 'SMS_MFA' END,
                CASE WHEN (s // 4) % 3 = 0 THEN 'SOFTWARE_TOKEN_MFA' END,
                CASE WHEN (s // 12) % 5 = 0 THEN 'EMAIL_OTP' END,
                CASE WHEN (s // 60) % 6 = 0 THEN 'WEB_AUTHN_MFA' END
            ],
            lambda name: name IS NOT NULL
        ) AS listed,
        CASE WHEN len(listed) = 0 THEN NULL ELSE listed END AS user_mfa_setting_list,
        CASE
            WHEN (s // 360) % 2 = 0 OR listed[1] IS NULL OR listed[1] = 'WEB_AUTHN_MFA' THEN NULL ELSE listed[1]
        END AS preferred_mfa_setting,
        CASE WHEN (s // 720) % 4 <> 0 THEN list_filter(
            [
                CASE WHEN (s // 2880) % 10 <> 0 THEN 'PASSWORD' END,
                CASE WHEN email IS NOT NULL THEN 'EMAIL_OTP' END,
                CASE WHEN phone_number <> '' THEN 'SMS_OTP' END,
                CASE WHEN (s // 28800) % 3 = 0 THEN 'WEB_AUTHN' END,
                CASE WHEN (s // 86400) % 2 = 0 THEN 'SOFTWARE_TOKEN' END
            ],
            lambda name: name IS NOT NULL
        ) END AS configured_user_auth_factors
    FROM numbered
) TO '{file}' (FORMAT parquet)
"""

# A sample of the same users as the service returns them.
SAMPLE_LINES = """
COPY (
    SELECT
        username AS Username, user_status AS UserStatus, enabled AS Enabled,
        list_filter(
            [
                {{'Name': 'email', 'Value': email}},
                {{'Name': 'email_verified', 'Value': CAST(email_verified AS VARCHAR)}},
                {{'Name': 'phone_number', 'Value': phone_number}},
                {{'Name': 'phone_number_verified', 'Value': CAST(phone_number_verified AS VARCHAR)}}
            ],
            lambda attribute: attribute.Value IS NOT NULL
        ) AS UserAttributes,
        user_mfa_setting_list AS UserMFASettingList, preferred_mfa_setting AS PreferredMfaSetting,
        configured_user_auth_factors AS ConfiguredUserAuthFactors
    FROM users
) TO '{file}' (FORMAT json)
"""


def statements():
    """The statements of the page, by the name in their first line."""
    page = Path("docs/populations.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sql\n-- (\w+)\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    named = {name: text.strip().removesuffix(";") for name, text in blocks}
    assert list(named) == ["facts", "histogram", "kinds", "join"], list(named)
    return named


def pools(pair):
    return [arg if arg.startswith("--") else str(FIXTURES / arg) for arg in pair]


def command(*arguments):
    """The standard output of the command."""
    ran = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{arguments} exited with {ran.returncode}: {ran.stderr}"
    return ran.stdout


def impact(pair, *population):
    """The number of users that impact counts, in all, for each effect and for each skipped status."""
    answer = json.loads(command("impact", *pools(pair), *population, "--json"))
    effects = {effect["effect"]: effect["users"] for effect in answer["effects"]}
    return answer["users"], effects, {it["UserStatus"]: it["users"] for it in answer["skipped"]}


def joined(database, sql):
    """The same numbers, from the join of the page without its condition."""
    join, condition = sql["join"].rsplit("WHERE", 1)
    assert condition.strip() == "newly_locked_out", condition
    columns = [row[0] for row in database.execute("DESCRIBE kinds").fetchall()]
    effects = columns[columns.index("newly_locked_out"):]
    assert len(effects) == 12, effects
    sums = ", ".join(f"count(*) FILTER ({effect})" for effect in effects)
    everything = re.sub(r"SELECT.*?FROM", f"SELECT count(*), {sums} FROM", join, count=1, flags=re.DOTALL)
    users, *counts = database.execute(everything).fetchone()
    affected = {effect.replace("_", "-"): count for effect, count in zip(effects, counts) if count > 0}
    listed = database.execute(f"SELECT count(*) FROM ({sql['join']})").fetchone()[0]
    assert listed == affected.get("newly-locked-out", 0), "the join of the page lists other users"
    return users, affected


def skipped(database):
    statuses = "SELECT user_status, count(*) FROM users WHERE user_status IN ('ARCHIVED', 'COMPROMISED', 'UNKNOWN') GROUP BY 1"
    return dict(database.execute(statuses).fetchall())


def compare(database, sql, pair, *population):
    """Checks that the join on the table `users` and impact on this population count the same."""
    table = FOLDER / "kinds.csv"
    table.write_text(command("export", *pools(pair)), encoding="utf-8")
    database.execute(sql["kinds"].replace("kinds.csv", str(table)))
    by_join, (users, effects, left_out) = joined(database, sql), impact(pair, *population)
    assert by_join == (users, effects), f"the join counts {by_join}, and impact {(users, effects)}"
    assert left_out == skipped(database), (left_out, skipped(database))
    assert users > 0 and len(effects) >= 3 and len(left_out) == 3, "too few users or effects to compare"
    print(f"{users:>10,} users and {len(effects)} effects: the join equals impact {' '.join(population[:1])}")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    sql = statements()
    database = duckdb.connect()
    parquet = FOLDER / "users.parquet"
    database.execute(USERS_TABLE.format(users=USERS, file=parquet))
    database.execute(f"CREATE VIEW users AS FROM '{parquet}'")
    database.execute(sql["facts"])
    counts = FOLDER / "counts.csv"
    database.execute(f"COPY ({sql['histogram']}) TO '{counts}'")
    for pair in POOLS:
        compare(database, sql, pair, "--histogram", str(counts))

    # Histograms of parts add up to that of the whole.
    parts = []
    for part in range(3):
        parts.append(FOLDER / f"part-{part}.csv")
        database.execute(f"CREATE OR REPLACE VIEW users AS FROM '{parquet}' WHERE hash(username) % 3 = {part}")
        database.execute(f"COPY ({sql['histogram']}) TO '{parts[-1]}'")
    options = [argument for part in parts for argument in ("--histogram", str(part))]
    assert impact(POOLS[0], *options) == impact(POOLS[0], "--histogram", str(counts))

    # The same users as JSON Lines.
    database.execute(f"CREATE OR REPLACE VIEW users AS FROM '{parquet}' WHERE hash(username) % {SAMPLE} = 0")
    lines = FOLDER / "users.jsonl"
    database.execute(SAMPLE_LINES.format(file=lines))
    for pair in POOLS:
        compare(database, sql, pair, "--users", str(lines))

    refused = subprocess.run(
        [COMMAND, "impact", *pools(POOLS[0]), "--users", str(parquet)], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2 and "a Parquet file. Convert it with DuckDB" in refused.stderr, refused.stderr


main()
