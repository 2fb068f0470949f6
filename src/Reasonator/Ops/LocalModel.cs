using Reasonator.Hosting;
using Reasonator.Models;

namespace Reasonator.Ops;

/// <summary>The model as a verb of the command line loads it: the same loader, the same self-test, no service.</summary>
internal static class LocalModel
{
    /// <summary>The loaded model, or null after the reason was written to standard error.</summary>
    public static LoadedModel? Load()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        try
        {
            return ModelLoader.Load(ServiceOptions.ReadModelFolder(configuration), pin: null, TimeProvider.System, (_, _) => { });
        }
        catch (ModelException e)
        {
            Console.Error.WriteLine(e.Message);
            return null;
        }
    }
}
