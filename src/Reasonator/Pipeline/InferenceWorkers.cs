using System.Diagnostics;
using Reasonator.Admission;
using Reasonator.Caching;
using Reasonator.Inference.Runtime;
using Reasonator.Models;

namespace Reasonator.Pipeline;

/// <summary>As many threads as cores; each takes a text, runs it, hands the logits over, and does nothing else.</summary>
internal sealed partial class InferenceWorkers(
    WorkQueue queue, ScoreCache cache, CostModel costs, PipelineMetrics metrics, PipelineOptions options, TimeProvider time, ILogger<InferenceWorkers> logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Starts the threads on a proven model.</summary>
    public void Start(LoadedModel model)
    {
        for (var i = 0; i < options.Workers; i++)
        {
            // Not pool threads: a run blocks for its whole length, and leaves state behind (see ModelThreads). Background: a hung run must not hold the process.
            new Thread(() => Work(model)) { IsBackground = true, Name = $"inference-{i}" }.Start();
        }
    }

    /// <summary>Lets the threads end after the text they are at.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Work(LoadedModel model)
    {
        try
        {
            var free = time.GetTimestamp();
            while (true)
            {
                var run = queue.Take(out var waited, _stopping.Token);
                // What lies between two runs of a busy worker is part of what a text costs.
                free = Run(model, run, waited ? time.GetTimestamp() : free);
                if (run.Lane == Lane.Batch)
                {
                    // A caller's request may be waiting for this core: a batch leaves it between two runs, not when its time slice ends.
                    Thread.Yield();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        catch (ObjectDisposedException)
        {
            // The host is gone already.
        }
    }

    /// <summary>Runs one text and hands it to all who wait for it; returns the timestamp of its end.</summary>
    private long Run(LoadedModel model, TextRun run, long started)
    {
        Logits logits;
        try
        {
            logits = Infer(model, run, started);
        }
        catch (Exception e)
        {
            return Fail(run, e);
        }

        // Kept before the run is out of the account: who asks in between finds the one or the other.
        metrics.Ran(run, succeeded: true);
        cache.Add(run.Key, new TextScore(logits, run.Tokens.Length, run.Tokens.Truncated));
        var ended = time.GetTimestamp();
        foreach (var (job, index) in queue.Finished(run))
        {
            job.Complete(index, logits, ended);
        }

        return ended;
    }

    private Logits Infer(LoadedModel model, TextRun run, long started)
    {
        var logits = model.Network.Infer(run.Tokens);
        costs.Observe(run.Tokens.Length, time.GetElapsedTime(started));
        return logits.AreFinite ? logits : throw new NotFiniteNumberException("The model's output is not a finite number.");
    }

    private long Fail(TextRun run, Exception failure)
    {
        metrics.Ran(run, succeeded: false);
        var waiting = queue.Finished(run);
        var ended = time.GetTimestamp();
        foreach (var (job, index) in waiting)
        {
            // Logged for each request under its own trace, before its caller is told.
            Activity.Current = job.Request;
            Log.RunFailed(logger, failure, run.Tokens.Length);
            Activity.Current = null;
            job.Fail(index, failure, ended);
        }

        return ended;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The run of a text of {Tokens} tokens failed")]
        public static partial void RunFailed(ILogger logger, Exception error, int tokens);
    }
}
