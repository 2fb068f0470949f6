using System.Diagnostics;

namespace Reasonator.Mutants;

/// <summary>A program with a time limit.</summary>
internal static class Command
{
    /// <summary>Its exit code and what it wrote; null when it had to be ended, with all that it started.</summary>
    public static async Task<(int? Code, string Output)> RunAsync(string program, string folder, TimeSpan limit, IEnumerable<string> args, int mutant = 0)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MUTANT"] = $"{mutant}";
        using var process = Process.Start(start)!;
        using var over = new CancellationTokenSource(limit);
        // Both are read to the end, else a full pipe would hold the program.
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(over.Token), process.StandardError.ReadToEndAsync(over.Token));
        try
        {
            await process.WaitForExitAsync(over.Token);
            return (process.ExitCode, await output + (process.ExitCode == 0 ? "" : await errors));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (null, "");
        }
    }
}
