namespace Reasonator.Observability;

/// <summary>Megabytes (2^20 bytes): resident now, the most since the start, and the managed heap.</summary>
internal sealed record MemoryInfo(long ResidentMb, long PeakMb, long ManagedMb)
{
    public static MemoryInfo Now()
    {
        var status = File.Exists("/proc/self/status") ? File.ReadAllLines("/proc/self/status") : [];
        return new MemoryInfo(Kilobytes(status, "VmRSS:") >> 10, Kilobytes(status, "VmHWM:") >> 10, GC.GetTotalMemory(forceFullCollection: false) >> 20);
    }

    private static long Kilobytes(string[] status, string key) =>
        status.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
        && long.TryParse(line[key.Length..].Replace("kB", "").Trim(), out var value)
            ? value
            : 0;
}
