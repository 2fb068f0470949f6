using Reasonator.Hosting;

namespace Reasonator.Store;

internal static class StoreExtensions
{
    public static void AddStore(this WebApplicationBuilder builder, ServiceOptions options)
    {
        builder.Services.AddSingleton(options.Store);
        builder.Services.AddSingleton<Database>();
        builder.Services.AddSingleton<EventBuffer>();
        builder.Services.AddSingleton<RecentScores>();
        builder.Services.AddSingleton<ScoreEvents>();
        builder.Services.AddSingleton<StoreHealth>();
        builder.Services.AddHostedService<EventWriter>();
        builder.Services.AddHostedService<Retention>();
    }
}
