using System.Runtime.InteropServices;
using Reasonator.Observability;

namespace Reasonator.Hosting;

/// <summary>The end of the process at once, for when there is nothing left to wait for.</summary>
internal class ProcessEnd(LogQueue log)
{
    /// <summary>Writes what the log still holds, and ends the process with a code. Nothing that runs at exit is waited for.</summary>
    public virtual void Now(int code)
    {
        log.Dispose();
        try
        {
            // Not Environment.Exit: the libraries' own exit takes locks, and the hung run may hold one of them for ever.
            Exit(code);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            Environment.Exit(code);
        }
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Exit(int code);
}
