using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Reasonator.Inference.Runtime;

/// <summary>
/// The instruction class that decides which int8 kernel runs. Kernels without VNNI saturate 16-bit sums, so the same
/// weights may give other bits on another class (onnxruntime issues 6004 and 14642).
/// </summary>
public static class CpuClass
{
    /// <summary>For example <c>x64-avx512vnni</c>.</summary>
    public static string Name { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x64-" + X64(),
        Architecture.Arm64 => Dp.IsSupported ? "arm64-dotprod" : "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static string X64()
    {
        // Intel SDM volume 2, CPUID leaf 7: sub-leaf 0 EDX[25] AMX-INT8, ECX[11] AVX512_VNNI; sub-leaf 1 EAX[4] AVX-VNNI.
        var (_, _, ecx, edx) = X86Base.CpuId(7, 0);
        var (eax, _, _, _) = X86Base.CpuId(7, 1);
        return (edx >> 25 & 1) == 1 ? "amx"
            : Avx512F.IsSupported && (ecx >> 11 & 1) == 1 ? "avx512vnni"
            : (eax >> 4 & 1) == 1 && Avx2.IsSupported ? "avxvnni"
            : Avx512F.IsSupported ? "avx512"
            : Avx2.IsSupported ? "avx2"
            : "sse";
    }
}
