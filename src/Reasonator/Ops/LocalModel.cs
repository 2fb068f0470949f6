using Reasonator.Hosting;
using Reasonator.Models;

namespace Reasonator.Ops;

/// <summary>The model as a verb of the command line loads it: the same loader, the same self-test, no service.</summary>
internal static class LocalModel
{
    /// <summary>The folder of the model that is named, or that <c>MODEL</c> chooses.</summary>
    public static string Folder(string? name = null) => ServiceOptions.ReadModelFolder(Configuration(), name);

    /// <summary>The loaded model, or null after the reason was written to standard error.</summary>
    public static LoadedModel? Load(string? name = null)
    {
        try
        {
            return ModelLoader.Load(Folder(name), Pin(), TimeProvider.System, (_, _) => { });
        }
        catch (ModelException e)
        {
            Console.Error.WriteLine(e.Message);
            return null;
        }
    }

    /// <summary>What FINBERT_MODEL_SHA pins in this environment; null where it is absent or <c>unknown</c>.</summary>
    private static string? Pin() => Configuration()["FINBERT_MODEL_SHA"] is { Length: > 0 } pin and not ModelFile.Unknown ? pin : null;

    private static IConfiguration Configuration() => new ConfigurationBuilder().AddEnvironmentVariables().Build();
}
