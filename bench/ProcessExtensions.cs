using System.Diagnostics;

namespace Reasonator.Bench;

internal static class ProcessExtensions
{
    /// <summary>Bounds a hang: what takes longer will not end. No measure of speed.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Waits for the end of a process.</summary>
    /// <exception cref="InvalidOperationException">It did not end within the limit, and was killed.</exception>
    public static async Task EndAsync(this Process process, string name, TimeSpan? limit = null)
    {
        using var end = new CancellationTokenSource(limit ?? Deadline);
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{name} did not end within {(limit ?? Deadline).TotalMinutes:0} minutes and was killed.");
        }
    }
}
