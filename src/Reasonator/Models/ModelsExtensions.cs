namespace Reasonator.Models;

internal static class ModelsExtensions
{
    public static void AddModels(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ModelSource>();
}
