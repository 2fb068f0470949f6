using Reasonator.Admission;
using Reasonator.Caching;
using Reasonator.Hosting;

namespace Reasonator.Pipeline;

internal static class PipelineExtensions
{
    public static void AddPipeline(this WebApplicationBuilder builder, ServiceOptions options)
    {
        builder.Services.AddSingleton(new PipelineOptions());
        builder.Services.AddSingleton<CostModel>();
        builder.Services.AddSingleton(new ScoreCache(options.CacheBytes));
        builder.Services.AddSingleton<WorkQueue>();
        builder.Services.AddSingleton<InferenceWorkers>();
    }
}
