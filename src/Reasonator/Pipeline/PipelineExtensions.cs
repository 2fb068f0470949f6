using Reasonator.Admission;

namespace Reasonator.Pipeline;

internal static class PipelineExtensions
{
    public static void AddPipeline(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new PipelineOptions());
        builder.Services.AddSingleton<CostModel>();
        builder.Services.AddSingleton<WorkQueue>();
        builder.Services.AddSingleton<InferenceWorkers>();
    }
}
