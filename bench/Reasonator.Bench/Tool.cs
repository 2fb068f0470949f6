using System.Diagnostics;

namespace Reasonator.Bench;

/// <summary>A command that is waited for.</summary>
internal static class Tool
{
    // Bounds a hang, as of npm whose registry does not answer; the longest fetches 480 MB.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Its output; throws where it fails, with what it said.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Corpus.Root };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var limit = new Timer(_ => process.Kill(entireProcessTree: true), null, Limit, Timeout.InfiniteTimeSpan);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {arguments.FirstOrDefault()} failed: {error.Result.Trim()}");
    }
}
