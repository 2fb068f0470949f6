using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Reasonator.Caching;
using Reasonator.Errors;
using Reasonator.Models;
using Reasonator.Pipeline;
using Reasonator.Scoring;

namespace Reasonator.Batches;

/// <summary>Scores the texts of a chunk through the batch lane, and writes their results.</summary>
internal sealed class ChunkScoring(WorkQueue queue, ScoreCache cache, PipelineMetrics metrics, BatchOptions options, TimeProvider time)
{
    // A batch has no deadline; while interactive callers fill the service, it gets a turn a second. A job has one, and a process
    // that stood still may pass it: then what has not run is asked for again.
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);
    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(50);

    /// <summary>The results of all texts; null when the queue is closed, because the service is stopping.</summary>
    /// <exception cref="OperationCanceledException">The chunk was abandoned; what had not run is dropped.</exception>
    public async Task<ChunkResults?> ScoreAsync(ClaimedChunk chunk, LoadedModel model, CancellationToken abandoned)
    {
        var request = new ScoreRequest { Items = ItemLines.Read(chunk.Texts), Mode = chunk.Mode };
        // What kills one process after the other must not go on doing so.
        var scored = chunk.Attempts <= options.MostAttempts;
        while (true)
        {
            var received = time.GetTimestamp();
            var plan = new ScorePlan(request, [.. request.Items.Select(item => ScorePlan.Spans(request, item.Text, model))], model, cache);
            var end = scored ? await RunAsync(chunk, plan, received, abandoned) : JobEnd.Finished;
            if (end is not JobEnd.Expired)
            {
                return end is JobEnd.Drained ? null : Write(chunk, plan, model, scored);
            }
        }
    }

    private async Task<JobEnd> RunAsync(ClaimedChunk chunk, ScorePlan plan, long received, CancellationToken abandoned)
    {
        if (plan.ToJob(Patience, received, Lane.Batch) is not { } job)
        {
            return JobEnd.Finished;
        }

        var tokenized = time.GetTimestamp();
        while (queue.TryAdmit(job, out _) is var answer && answer is not Admittance.Admitted)
        {
            if (answer is Admittance.Closed)
            {
                return JobEnd.Drained;
            }

            if (time.GetElapsedTime(received) >= Patience)
            {
                return JobEnd.Expired;
            }

            await Task.Delay(RoomPause, time, abandoned);
        }

        var end = await queue.WaitAsync(job, abandoned);
        abandoned.ThrowIfCancellationRequested();
        if (end is JobEnd.Finished)
        {
            var times = StageTimes.Of(job, tokenized, time.GetTimestamp());
            metrics.Answered(Lane.Batch, times);
            StageSpans.AddChunk(times, job, chunk.JobId, time);
        }

        return end;
    }

    private static ChunkResults Write(ClaimedChunk chunk, ScorePlan plan, LoadedModel model, bool scored)
    {
        using var lines = new MemoryStream();
        var previous = chunk.Previous is null ? null : Lines.Split(chunk.Previous).ToList();
        var hashes = new byte[plan.Count * SHA256.HashSizeInBytes];
        var failed = 0;
        for (var i = 0; i < plan.Count; i++)
        {
            var result = scored ? plan.Result(i) : null;
            failed += result is null ? 1 : 0;
            var line = new BatchResult(result ?? Failed(chunk, plan.Id(i), scored))
            {
                ModelSha = model.Sha,
                Fingerprint = model.Fingerprint,
                Previous = previous is null ? null : JsonSerializer.Deserialize(chunk.Previous.AsSpan(previous[i]), BatchJson.Default.PreviousScore),
            };
            JsonSerializer.Serialize(lines, line, BatchJson.Default.BatchResult);
            lines.WriteByte((byte)'\n');
            plan.Text(i).ToBytes().CopyTo(hashes, i * SHA256.HashSizeInBytes);
        }

        return new ChunkResults(lines.ToArray(), hashes, plan.Count - failed, failed, model.Sha, model.Fingerprint, model.Lineage);
    }

    private static ScoreResult Failed(ClaimedChunk chunk, string id, bool scored) => new()
    {
        Id = id,
        Error = Problem.Of(
            ProblemKind.BackendFailed,
            scored ? "The runtime failed at this text; the others are not touched." : $"The service ended {chunk.Attempts - 1} times while it scored this text or those beside it.",
            $"/v1/batches/{chunk.JobId}",
            Activity.Current?.TraceId.ToHexString()),
    };
}
