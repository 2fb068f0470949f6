using Reasonator.Inference.Runtime;

namespace Reasonator.Bench.Peers;

/// <summary>Where and of what figures are.</summary>
internal static class Place
{
    public static string Machine()
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30);
        return $"{Environment.ProcessorCount} cores of {processor} ({CpuClass.Name}), {memory} GB, Linux {Environment.OSVersion.Version}";
    }

    /// <summary>With a plus where something is changed; "unknown" outside a checkout.</summary>
    public static string Commit()
    {
        try
        {
            var changed = Tool.Run("git", "status", "--porcelain", "--untracked-files=no").Trim().Length > 0;
            return Tool.Run("git", "rev-parse", "--short=12", "HEAD").Trim() + (changed ? "+" : "");
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }

    /// <summary>Of the last minute: what else the machine did.</summary>
    public static double Load() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0]);
}
