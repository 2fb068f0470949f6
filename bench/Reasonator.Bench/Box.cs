using System.Globalization;

namespace Reasonator.Bench;

/// <summary>
/// A cgroup that holds a process to so much memory and so much of the cores' time, as a container's host does; version 1
/// or 2, whichever is mounted. Needs root.
/// </summary>
internal sealed class Box : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const int Period = 100_000;

    private readonly bool _second;
    private readonly string _memory;
    private readonly string _cpu;

    private Box(bool second)
    {
        var name = $"reasonator-{Environment.ProcessId}";
        _second = second;
        _memory = second ? $"{Root}/{name}" : $"{Root}/memory/{name}";
        _cpu = second ? _memory : $"{Root}/cpu/{name}";
    }

    /// <summary>The beginning of a command line that runs in it.</summary>
    public string[] Enter =>
        ["bash", "-c", $"echo $$ > {_memory}/cgroup.procs && echo $$ > {_cpu}/cgroup.procs && exec \"$0\" \"$@\""];

    /// <summary>Processes that the kernel killed in it for memory.</summary>
    public long OomKills => Number(_second ? "memory.events" : "memory.oom_control", "oom_kill");

    /// <summary>How often the limit was met; pages of files are then given back, which is no fault.</summary>
    public long LimitMet => _second ? Number("memory.events", "max") : Number("memory.failcnt", "");

    /// <summary>The most it held, pages of files among it, in MB.</summary>
    public double PeakMegabytes =>
        File.Exists($"{_memory}/memory.peak") || !_second ? Number(_second ? "memory.peak" : "memory.max_usage_in_bytes", "") / (double)(1 << 20) : double.NaN;

    /// <summary>Seconds for which its processes had to wait though there was work.</summary>
    public double ThrottledSeconds => _second
        ? long.Parse(Line($"{_cpu}/cpu.stat", "throttled_usec"), CultureInfo.InvariantCulture) / 1e6
        : long.Parse(Line($"{_cpu}/cpu.stat", "throttled_time"), CultureInfo.InvariantCulture) / 1e9;

    /// <summary>Makes one; null, and why, where that is not possible.</summary>
    public static Box? TryCreate(int megabytes, double cores, out string reason)
    {
        var second = File.Exists($"{Root}/cgroup.controllers");
        var box = new Box(second);
        try
        {
            if (second)
            {
                File.WriteAllText($"{Root}/cgroup.subtree_control", "+memory +cpu");
            }

            Directory.CreateDirectory(box._memory);
            Directory.CreateDirectory(box._cpu);
            var (quota, bytes) = ((int)(cores * Period), (long)megabytes << 20);
            File.WriteAllText($"{box._memory}/{(second ? "memory.max" : "memory.limit_in_bytes")}", $"{bytes}");
            File.WriteAllText($"{box._cpu}/{(second ? "cpu.max" : "cpu.cfs_quota_us")}", second ? $"{quota} {Period}" : $"{quota}");
            reason = $"cgroup version {(second ? 2 : 1)}, {megabytes} MB, {cores} of a core";
            return box;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = $"no cgroup ({e.Message}): one core by taskset and no limit of memory";
            box.Dispose();
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var folder in new[] { _memory, _cpu }.Distinct().Where(Directory.Exists))
        {
            // Not recursive: the kernel's files go with the folder. Busy while a process is in it.
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException e)
            {
                Console.Error.WriteLine($"{folder} is left: {e.Message}");
            }
        }
    }

    private long Number(string file, string key) => long.Parse(Line($"{_memory}/{file}", key), CultureInfo.InvariantCulture);

    private static string Line(string path, string key) =>
        File.ReadLines(path).First(line => line.StartsWith(key, StringComparison.Ordinal) && (key.Length == 0 || line[key.Length] == ' '))[key.Length..].Trim();
}
