using System.Security.Cryptography;
using Npgsql;
using Polly;
using Polly.Retry;
using Reasonator.Errors;
using Reasonator.Health;
using Reasonator.Models;
using Reasonator.Pipeline;
using Reasonator.Scoring;
using Reasonator.Security;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary><c>POST /v1/batches</c>: read, cut, store. One body at a time: it may be 16 MiB, and the box has 512.</summary>
internal sealed class BatchSubmission(
    Readiness readiness, BatchTable table, BatchReceipt receipt, PipelineOptions pipeline, BatchOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    // The id is made once: a try that was stored and not answered is found by the next. The platform's router cuts at thirty
    // seconds.
    private readonly ResiliencePipeline _retrying = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(StoreFault.IsOfAMoment),
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
        })
        .Build();

    public async Task SubmitAsync(HttpContext context)
    {
        if (readiness is not { Status: ServiceStatus.Ok, Model: { } model })
        {
            await context.WriteUnavailableAsync(readiness);
            return;
        }

        if (!IdempotencyKey.TryRead(context.Request.Headers, out var key))
        {
            await IdempotencyKey.WriteInvalidAsync(context);
            return;
        }

        if (!await _turn.WaitAsync(options.SubmissionPatience, context.RequestAborted))
        {
            await context.WriteProblemAsync(ProblemKind.QueueFull, "Other batches are being submitted; nothing of this one was taken.", retryAfter: 5);
            return;
        }

        try
        {
            await TakeAsync(context, model, key);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task TakeAsync(HttpContext context, LoadedModel model, string? key)
    {
        if (await ReadAsync(context) is not var (request, hash))
        {
            return;
        }

        if (ChunkCut.Cut(request, model, options, pipeline.QueueCapacity) is not { } cuts)
        {
            await context.WriteProblemAsync(ProblemKind.TooLarge, $"A document may have at most {pipeline.QueueCapacity} sentences; cut it into several items.");
            return;
        }

        NewBatch? batch = null;
        var row = await _retrying.ExecuteAsync(
            async stop =>
            {
                batch ??= new NewBatch(await table.NewIdAsync(stop), context.Features.Get<Caller>()!, context.TraceIdentifier, key, hash);
                return await table.SubmitAsync(batch, cuts, cut => ItemLines.Write(request.Items.Skip(cut.First).Take(cut.Items)), request.Mode ?? ScoreRequest.SentenceMode, stop);
            },
            context.RequestAborted);
        await receipt.WriteAsync(context, row, hash);
    }

    /// <summary>The texts and the hash of the body; null when the request has been answered.</summary>
    private async Task<(ScoreRequest Request, byte[] Hash)?> ReadAsync(HttpContext context)
    {
        using var late = new CancellationTokenSource(options.SubmissionPatience, time);
        // Not as the reading's token: the server could not read on to the end of the body, which it tries.
        await using var ending = late.Token.Register(context.Request.BodyReader.CancelPendingRead);
        try
        {
            using var body = await RequestBody.ReadAsync(context, RequestLimits.Batch.Bytes);
            return body is not null && await context.ReadScoreRequestAsync(body, RequestLimits.Batch) is { } request
                ? (request, SHA256.HashData(body.Bytes))
                : null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await context.WriteProblemAsync(ProblemKind.TooSlow, $"The body must arrive within {options.SubmissionPatience.TotalSeconds:F0} s: others wait for their turn.");
            return null;
        }
    }
}
