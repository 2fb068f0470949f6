using Reasonator.Hosting;

namespace Reasonator.Health;

internal static class HealthExtensions
{
    public static void AddHealth(this WebApplicationBuilder builder) => builder.Services.AddSingleton<Readiness>();

    public static void MapHealth(this WebApplication app)
    {
        // Counts from now on, not from the first question.
        app.Services.GetRequiredService<Uptime>();
        // MapGet would answer HEAD with 405.
        app.MapMethods("/v1/health", [HttpMethods.Get, HttpMethods.Head], HealthEndpoints.Health)
            .WithName("Health")
            .WithSummary("Can the service score? Answered from the first moment, without waiting for anything.")
            .Produces<HealthBody>()
            .Produces<HealthBody>(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/v1/live", HealthEndpoints.Live)
            .WithName("Live")
            .WithSummary("200 whenever the process can answer.");
    }
}
