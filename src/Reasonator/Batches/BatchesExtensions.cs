using Microsoft.AspNetCore.Http.Metadata;
using Reasonator.Errors;
using Reasonator.Scoring;
using Reasonator.Security;

namespace Reasonator.Batches;

internal static class BatchesExtensions
{
    public static void AddBatches(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new BatchOptions());
        builder.Services.AddSingleton<BatchTable>();
        builder.Services.AddSingleton<OpenBatches>();
        builder.Services.AddSingleton<ChunkTable>();
        builder.Services.AddSingleton<ChunkScoring>();
        builder.Services.AddSingleton<Leases>();
        builder.Services.AddSingleton<BatchSignal>();
        builder.Services.AddSingleton<BatchSubmission>();
        builder.Services.AddSingleton<ResultStream>();
        builder.Services.AddSingleton<BatchReceipt>();
        builder.Services.AddSingleton<RescoreTable>();
        builder.Services.AddSingleton<Rescoring>();
        builder.Services.AddHostedService<BatchRunner>();
    }

    /// <summary>After the tokens: who may not ask learns nothing of the database.</summary>
    public static void UseStoreGate(this WebApplication app) => app.UseMiddleware<StoreGate>();

    public static void MapBatches(this WebApplication app)
    {
        app.MapPost("/v1/batches", BatchEndpoints.Submit)
            .WithName("SubmitBatch")
            .WithSummary("Takes up to 10,000 texts, to be scored whatever happens to this process.")
            .WithMetadata(new BodyLimit(2L * RequestLimits.Batch.Bytes), new AcceptsMetadata([], typeof(BatchRequest)))
            .Produces<BatchBody>(StatusCodes.Status202Accepted)
            .Refuses(400, 408, 413, 415, 422, 429)
            .OfTheStore();
        app.MapGet("/v1/batches/{id:guid}", BatchEndpoints.Get)
            .WithName("Batch")
            .WithSummary("How far a batch is.")
            .Produces<BatchBody>()
            .Refuses(404)
            .OfTheStore();
        app.MapGet("/v1/batches/{id:guid}/results", BatchEndpoints.Results)
            .WithName("BatchResults")
            .WithSummary("The results of a batch, one a line, in the order of its items, as they come.")
            .Produces<BatchResult>(StatusCodes.Status200OK, ResultStream.MediaType)
            .Refuses(400, 404, 429)
            .OfTheStore();
        app.MapDelete("/v1/batches/{id:guid}", BatchEndpoints.Cancel)
            .WithName("CancelBatch")
            .WithSummary("Drops what has not run of a batch; one that has ended stays as it is.")
            .Produces<BatchBody>()
            .Refuses(404)
            .OfTheStore();
        app.MapPost("/v1/rescore", BatchEndpoints.Rescore)
            .WithName("Rescore")
            .WithSummary("Makes a batch of the stored scores that are stale and whose texts are held; each result tells the earlier one.")
            .WithMetadata(new AcceptsMetadata([], typeof(RescoreRequest)))
            .Produces<BatchBody>(StatusCodes.Status202Accepted)
            .Refuses(400, 413, 415, 422)
            .OfTheStore(RequiredToken.Operator);
    }

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<Problem>(status, ProblemWriter.MediaType);
        }

        return route;
    }

    public static RouteHandlerBuilder OfTheStore(this RouteHandlerBuilder route, RequiredToken token = RequiredToken.Service) =>
        route.WithMetadata(new StoreRequirement()).RequireToken(token);

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
