using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reasonator.Bench;

/// <summary>A process that answers HTTP on a port of loopback.</summary>
internal abstract class Server(Process process, ReservedPort port) : IAsyncDisposable
{
    private const int Terminate = 15;

    public int Port => port.Number;

    public int Id => process.Id;

    /// <summary>Its exit code, when it has ended by itself.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>Process start to the first answer that says it is ready.</summary>
    public TimeSpan Ready { get; protected set; }

    /// <summary>A field of /proc/PID/status such as VmRSS or VmHWM, in MB (2^20 bytes): of all its processes together.</summary>
    public double Megabytes(string field) => Megabytes(process.Id, field) + Children(process.Id).Sum(child => Megabytes(child, field));

    /// <summary>Seconds of CPU since its start.</summary>
    public double CpuSeconds()
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>As a machine that goes away: SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.EndAsync("a killed process");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            _ = Signal(process.Id, Terminate);
            await process.EndAsync("a process that SIGTERM should end");
        }

        process.Dispose();
        port.Dispose();
    }

    public static double Megabytes(int pid, string field)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        return double.Parse(line[(field.Length + 1)..].Replace("kB", "").Trim()) / 1024;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int pid, int signal);

    private static IEnumerable<int> Children(int pid) =>
        File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
}
