namespace Reasonator.Store;

/// <summary>The clock by which rows are ordered: the server's. A process's own may be wrong by a year.</summary>
internal static class ServerClock
{
    /// <summary>SQL of a UUID of version 7 of this moment: its first 48 bits are the milliseconds, so that rows sort by time.</summary>
    public const string NewId = "(lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(gen_random_uuid()::text, 16))::uuid";
}
