using Npgsql;
using Reasonator.Errors;
using Reasonator.Store;

namespace Reasonator.Batches;

/// <summary>Answers for a database that is not there, not fit, or does not answer.</summary>
internal sealed partial class StoreGate(StoreHealth health, ILogger<StoreGate> logger) : IEndpointFilter
{
    private const int RetryLater = 30;
    private const int RetrySoon = 5;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        switch (health.State)
        {
            case StoreState.None:
                await context.WriteProblemAsync(ProblemKind.NoDatabase, "Set DATABASE_URL and run reasonator migrate; /v1/score needs none.", RetryLater);
                return TypedResults.Empty;
            case StoreState.SchemaBehind or StoreState.SchemaAhead:
                await context.WriteProblemAsync(ProblemKind.DatabaseUnavailable, health.Status.Warning, RetryLater);
                return TypedResults.Empty;
        }

        try
        {
            return await next(invocation);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException && !context.RequestAborted.IsCancellationRequested)
        {
            Log.DatabaseFailed(logger, StoreFault.Name(e));
            await AnswerAsync(context);
            return TypedResults.Empty;
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
