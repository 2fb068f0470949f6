using Reasonator.Hosting;
using Reasonator.Observability;

namespace Reasonator.Tests.Hosting;

/// <summary>Notes the code that the process would have ended with.</summary>
internal sealed class EndRecorder(LogQueue log) : ProcessEnd(log)
{
    public int? Code { get; private set; }

    public override void Now(int code) => Code = code;
}
