// The words for devices, and for how a connection is.
import { m } from '$lib/paraglide/messages';
import type { DeviceTrouble, DeviceUse, QualityCause, QualityGrade } from '$lib/wire';

/** What is wrong with a device, what to do, and what is used meanwhile. */
export function troubleWord(trouble: DeviceTrouble): string {
  const wrong = faultWord(trouble);
  const { instead } = trouble;
  return instead ? m.desk_devices_instead({ trouble: wrong, instead }) : wrong;
}

function faultWord({ name, why, usedFor }: DeviceTrouble): string {
  switch (why) {
    case 'missing':
      return name ? m.desk_devices_missing({ name }) : noneWord(usedFor);
    case 'busy':
      return name ? m.desk_devices_busy({ name }) : m.desk_devices_busy_unnamed();
    case 'forbidden':
      return name ? m.desk_devices_forbidden({ name }) : m.desk_devices_forbidden_unnamed();
    case 'failed':
      return name ? m.desk_devices_failed({ name }) : m.desk_devices_failed_unnamed();
  }
}

function noneWord(usedFor: DeviceUse): string {
  switch (usedFor) {
    case 'camera':
      return m.desk_devices_none_camera();
    case 'microphone':
      return m.desk_devices_none_microphone();
    case 'speaker':
      return m.desk_devices_none_speaker();
    case 'ringing':
      return m.desk_devices_none_ringing();
  }
}

/** What a device is used for. */
export function useWord(usedFor: DeviceUse): string {
  switch (usedFor) {
    case 'camera':
      return m.desk_devices_camera();
    case 'microphone':
      return m.desk_devices_microphone();
    case 'speaker':
      return m.desk_devices_speaker();
    case 'ringing':
      return m.desk_devices_ringing();
  }
}

export function gradeWord(grade: QualityGrade): string {
  switch (grade) {
    case 'good':
      return m.desk_devices_quality_good();
    case 'weak':
      return m.desk_devices_quality_weak();
    case 'poor':
      return m.desk_devices_quality_poor();
  }
}

/** What a connection suffers from, and what helps. */
export function causeWord(cause: QualityCause): string {
  switch (cause) {
    case 'lostSound':
      return m.desk_devices_cause_lost_sound();
    case 'longWay':
      return m.desk_devices_cause_long_way();
    case 'narrowNetwork':
      return m.desk_devices_cause_narrow();
    case 'busyComputer':
      return m.desk_devices_cause_busy();
  }
}
