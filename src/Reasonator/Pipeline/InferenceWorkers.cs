using System.Diagnostics;
using Reasonator.Admission;
using Reasonator.Models;

namespace Reasonator.Pipeline;

/// <summary>As many threads as cores; each takes a text, runs it, hands the logits over, and does nothing else.</summary>
internal sealed partial class InferenceWorkers(
    WorkQueue queue, CostModel costs, PipelineOptions options, TimeProvider time, ILogger<InferenceWorkers> logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Starts the threads on a proven model.</summary>
    public void Start(LoadedModel model)
    {
        for (var i = 0; i < options.Workers; i++)
        {
            // Not pool threads: a run blocks for its whole length. Background: a hung run must not hold the process.
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
                var item = queue.Take(out var waited, _stopping.Token);
                // What lies between two runs of a busy worker is part of what a text costs.
                free = Run(model, item, waited ? time.GetTimestamp() : free);
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

    /// <summary>Runs one text; returns the timestamp of its end.</summary>
    private long Run(LoadedModel model, WorkItem item, long started)
    {
        var tokens = item.Job.Text(item.Index);
        try
        {
            var logits = model.Network.Infer(tokens);
            var ended = time.GetTimestamp();
            costs.Observe(tokens.Length, time.GetElapsedTime(started, ended));
            if (!logits.AreFinite)
            {
                throw new NotFiniteNumberException("The model's output is not a finite number.");
            }

            queue.Finished(item);
            item.Job.Complete(item.Index, logits, ended);
            return ended;
        }
        catch (Exception e)
        {
            Report(item, e);
            queue.Finished(item);
            var failed = time.GetTimestamp();
            item.Job.Fail(item.Index, e, failed);
            return failed;
        }
    }

    private void Report(WorkItem item, Exception failure)
    {
        Activity.Current = item.Job.Request;
        Log.RunFailed(logger, failure, item.Index, item.Job.Text(item.Index).Length);
        Activity.Current = null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The run of item {Index} failed, {Tokens} tokens")]
        public static partial void RunFailed(ILogger logger, Exception error, int index, int tokens);
    }
}
