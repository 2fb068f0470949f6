using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Reasonator.Inference.Runtime;

/// <summary>
/// Opens every session of this process. On Linux the runtime has telemetry: it writes a device id below the home folder and
/// connects to a server of its publisher (onnxruntime issues 27379 and 29843). The static constructor turns that off before
/// the first call into the runtime; BannedSymbols.txt forbids the runtime's own constructors everywhere else.
/// </summary>
public static partial class OnnxSessions
{
    // The API's switch, OrtEnv.DisableTelemetryEvents, needs an environment, and that has written the files already.
    private const string Switch = "ORT_DISABLE_TELEMETRY";

    static OnnxSessions()
    {
        try
        {
            // .NET keeps a copy of the environment: Environment.SetEnvironmentVariable does not reach getenv of native code.
            _ = SetEnv(Switch, "1", 1);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Windows: there the process has one environment.
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }

#pragma warning disable RS0030 // The one place that may call the runtime's own constructors.
    /// <summary>The version of the native runtime. Links its library.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>
    /// Options of a session that runs on its caller's thread. Made here too: the first options of a process load the runtime's
    /// library, which reads the switch then.
    /// </summary>
    public static SessionOptions Options() => new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };

    /// <summary>Opens the graph of a file; external data files lie beside it and are memory-mapped.</summary>
    /// <exception cref="OnnxRuntimeException">Not a graph that the runtime can load.</exception>
    public static InferenceSession Open(string path, SessionOptions options) => new(path, options);

    /// <summary>Opens a graph that has no external data.</summary>
    /// <exception cref="OnnxRuntimeException">Not a graph that the runtime can load.</exception>
    public static InferenceSession Open(byte[] graph) => new(graph);
#pragma warning restore RS0030

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
