using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reasonator.Bench;

/// <summary>
/// A run that does not come back, in the real process: its threads are stopped in the middle of native code, as a hang in
/// the runtime would, by ptrace (which a process may do to its children).
/// </summary>
internal static partial class HungRun
{
    private const int Seize = 0x4206;
    private const int Interrupt = 0x4207;
    private const int Detach = 17;
    private const int WaitAll = 0x40000000;
    private const int DoNotWait = 1;

    public static async Task<int> RunAsync()
    {
        var back = await HangAsync(TimeSpan.FromSeconds(40));
        Console.WriteLine($"let go after 40 s: {back}");
        // A process that ends only then, because its threads are let go, has not ended by itself.
        var letGo = TimeSpan.FromSeconds(120);
        var end = await HangAsync(letGo);
        Console.WriteLine($"never let go: {end}");
        var well = back is { Stalled: not null, Back: true, ExitCode: null } && end is { Stalled: not null, ExitCode: 4 } && end.Ended < letGo.TotalSeconds;
        Console.WriteLine(well ? "well" : "NOT WELL");
        return well ? 0 : 1;
    }

    private static async Task<Outcome> HangAsync(TimeSpan length)
    {
        await using var service = await Service.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.Port}") };
        var texts = Corpus.Headlines(32).Select(text => string.Concat(Enumerable.Repeat(text + " ", 40)));
        using var connection = new Connection(service.Port);
        var asking = connection.SendAsync(Connection.Score(texts, wait: 25));
        // Long enough that every worker is in the middle of a run.
        await Task.Delay(100);
        var (clock, outcome) = (Stopwatch.StartNew(), new Outcome(null, false, null, null, []));
        using var let = new ManualResetEventSlim();
        // One thread for all of it: the kernel takes orders only from the one that seized.
        var tracer = Task.Factory.StartNew(() => Stop(service.Id, let), TaskCreationOptions.LongRunning);
        while (clock.Elapsed < length + TimeSpan.FromSeconds(10) && service.ExitCode is null && !outcome.Back)
        {
            await Task.Delay(100);
            var status = await HealthAsync(client);
            outcome = outcome with { Stalled = outcome.Stalled ?? (status.Contains("stalled") ? clock.Elapsed.TotalSeconds : null), Back = outcome.Stalled is not null && status.Contains("\"ok\"") };
            if (clock.Elapsed > length)
            {
                let.Set();
            }
        }

        outcome = outcome with { ExitCode = service.ExitCode, Ended = service.ExitCode is null ? null : clock.Elapsed.TotalSeconds, Log = [.. service.Log] };
        let.Set();
        await Task.WhenAll(tracer, asking);
        return outcome;
    }

    private static async Task<string> HealthAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/v1/health");
            return await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private static void Stop(int process, ManualResetEventSlim let)
    {
        int[] threads = [.. Directory.GetDirectories($"/proc/{process}/task").Select(task => int.Parse(Path.GetFileName(task)))
            .Where(thread => File.ReadAllText($"/proc/{process}/task/{thread}/comm").StartsWith("inference-", StringComparison.Ordinal))];
        foreach (var thread in threads)
        {
            Do(Seize, thread);
            Do(Interrupt, thread);
            _ = WaitPid(thread, out _, WaitAll);
        }

        // A dead thread that nobody waits for would keep the process from being seen to end.
        while (!let.Wait(100))
        {
            _ = Array.ConvertAll(threads, thread => WaitPid(thread, out _, WaitAll | DoNotWait));
        }

        foreach (var thread in threads)
        {
            // Gone, when the process has ended by itself.
            _ = Trace(Detach, thread, 0, 0);
        }
    }

    private static void Do(int request, int thread)
    {
        if (Trace(request, thread, 0, 0) != 0)
        {
            throw new InvalidOperationException($"ptrace {request:x} of thread {thread}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial long Trace(nint request, int thread, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int thread, out int status, int options);

    private sealed record Outcome(double? Stalled, bool Back, int? ExitCode, double? Ended, string[] Log)
    {
        public override string ToString() =>
            $"health stalled after {Stalled:F0} s; {(ExitCode is null ? $"back to ok: {Back}" : $"ended by itself after {Ended:F0} s with code {ExitCode}")}; log: {string.Join(" | ", Log)}";
    }
}
