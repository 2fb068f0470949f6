using Reasonator.Hosting;

namespace Reasonator.Models;

/// <summary>Loads the model that this process is to serve.</summary>
internal class ModelSource(ServiceOptions options, TimeProvider time)
{
    /// <summary>See <see cref="ModelLoader.Load"/>.</summary>
    public virtual LoadedModel Load(string? pin, Action<int, TimeSpan> observe) =>
        ModelLoader.Load(options.ModelFolder, pin, time, observe);
}
