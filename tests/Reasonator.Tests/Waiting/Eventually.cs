using System.Diagnostics;
using Xunit.Sdk;

namespace Reasonator.Tests.Waiting;

/// <summary>
/// The only way in which a test waits for a state or for the end of a task. Each wait has a deadline, and its failure names
/// what was waited for and what was seen last.
/// </summary>
internal static class Eventually
{
    /// <summary>The deadline of a wait. Bounds a hang: a loaded machine may take minutes for what takes a second on a quiet one.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until the condition holds.</summary>
    /// <param name="what">A sentence that says what is waited for.</param>
    /// <param name="condition">The condition. Must stay true once it is: a state that passes can be missed.</param>
    /// <param name="stop">The test's own token.</param>
    /// <param name="seen">Describes the present state for the failure's message; null when the condition says it all.</param>
    public static Task TrueAsync(string what, Func<bool> condition, CancellationToken stop, Func<string>? seen = null) =>
        SeesAsync(what, () => Task.FromResult(condition()), holds => holds, stop, seen);

    /// <summary>Looks until what is seen is as wanted. Returns it.</summary>
    /// <param name="what">A sentence that says what is waited for.</param>
    /// <param name="look">Reads the present state. What it throws fails the test.</param>
    /// <param name="wanted">Must stay true once it is: a state that passes can be missed.</param>
    /// <param name="stop">The test's own token.</param>
    /// <param name="seen">Describes the present state for the failure's message; null for the last value that was read.</param>
    public static async Task<T> SeesAsync<T>(string what, Func<Task<T>> look, Func<T, bool> wanted, CancellationToken stop, Func<string>? seen = null)
    {
        using var end = Limited(stop);
        object? last = null;
        try
        {
            for (var pause = TimeSpan.FromMilliseconds(1); ; pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause)
            {
                var value = await look().WaitAsync(end.Token);
                if (wanted(value))
                {
                    return value;
                }

                last = value;
#pragma warning disable RS0030 // This is the one place that polls.
                await Task.Delay(pause, end.Token);
#pragma warning restore RS0030
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            throw Missed(what, seen is null ? $"{last}" : seen(), stop);
        }
    }

    /// <summary>Waits for the end of a task. Throws what the task throws.</summary>
    /// <param name="what">A sentence that says what is waited for.</param>
    /// <param name="task">The task.</param>
    /// <param name="stop">The test's own token.</param>
    /// <param name="seen">Describes the present state for the failure's message.</param>
    public static async Task EndsAsync(string what, Task task, CancellationToken stop, Func<string>? seen = null)
    {
        using var end = Limited(stop);
        try
        {
            await task.WaitAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !task.IsCompleted)
        {
            throw Missed(what, seen?.Invoke() ?? "", stop);
        }
    }

    /// <summary>Waits for the end of a task. Returns its result or throws what it throws.</summary>
    /// <inheritdoc cref="EndsAsync(string, Task, CancellationToken, Func{string}?)"/>
    public static async Task<T> EndsAsync<T>(string what, Task<T> task, CancellationToken stop, Func<string>? seen = null)
    {
        await EndsAsync(what, (Task)task, stop, seen);
        return await task;
    }

    private static CancellationTokenSource Limited(CancellationToken stop)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        // A debugger's user takes longer.
        if (!Debugger.IsAttached)
        {
            end.CancelAfter(Deadline);
        }

        return end;
    }

    private static XunitException Missed(string what, string seen, CancellationToken stop) => new(
        $"Waited {(stop.IsCancellationRequested ? "until the test's time limit" : $"{Deadline.TotalMinutes:0} minutes")}: {what}. Seen last: {(seen.Length == 0 ? "nothing" : seen)}");
}
