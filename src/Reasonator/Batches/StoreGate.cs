using Npgsql;
using Reasonator.Errors;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary>
/// Answers in the place of routes that need the database when it is not there, not fit, or does not answer. A middleware: an
/// endpoint filter is built of expression trees, whose library would be loaded for it alone.
/// </summary>
internal sealed partial class StoreGate(RequestDelegate next, StoreHealth health, ILogger<StoreGate> logger)
{
    private const int RetryLater = 30;
    private const int RetrySoon = 5;

    public Task InvokeAsync(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<StoreRequirement>() is null
        ? next(context)
        : health.State switch
        {
            StoreState.None => context.WriteProblemAsync(ProblemKind.NoDatabase, "Set DATABASE_URL and run reasonator migrate; /v1/score needs none.", RetryLater),
            StoreState.SchemaBehind or StoreState.SchemaAhead => context.WriteProblemAsync(ProblemKind.DatabaseUnavailable, health.Status.Warning, RetryLater),
            _ => AskAsync(context),
        };

    private async Task AskAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException && !context.RequestAborted.IsCancellationRequested)
        {
            Log.DatabaseFailed(logger, StoreFault.Name(e));
            await AnswerAsync(context);
        }
    }

    private static Task AnswerAsync(HttpContext context)
    {
        if (!context.Response.HasStarted)
        {
            return context.WriteProblemAsync(ProblemKind.DatabaseUnavailable, "Nothing was changed, or all of it: ask again, with the same Idempotency-Key.", RetrySoon);
        }

        // Broken off, so that nobody takes the half for the whole.
        context.Abort();
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A request failed at the database ({Fault})")]
        public static partial void DatabaseFailed(ILogger logger, string fault);
    }
}
