using Reasonator.Observability;

namespace Reasonator.Hosting;

/// <summary>The end of the process at once, for when there is nothing left to wait for.</summary>
internal class ProcessEnd(LogQueue log)
{
    /// <summary>Writes what the log still holds, and ends the process with a code.</summary>
    public virtual void Now(int code)
    {
        log.Dispose();
        Environment.Exit(code);
    }
}
